package dev.quarry.cli.docs;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Java sources as trees with their Javadoc: class files do not keep it. */
final class SourceFiles {
  private final JavacTask task;
  private final DocTrees docs;

  /** A top-level type and the file that it stands in. */
  record Type(CompilationUnitTree unit, ClassTree tree) {}

  private SourceFiles(JavacTask task) {
    this.task = task;
    this.docs = DocTrees.instance(task);
  }

  /**
   * @return the files of a source folder that contain a text
   */
  static List<Path> containing(Path folder, String text) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".java") && read(f).contains(text))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SourceFiles parser(List<Path> files) {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    var manager = compiler.getStandardFileManager(null, null, null);
    return new SourceFiles(
        (JavacTask)
            compiler.getTask(
                null,
                manager,
                null,
                List.of("-proc:none"),
                null,
                manager.getJavaFileObjectsFromPaths(files)));
  }

  /**
   * @return the top-level types, in the order of the files
   */
  List<Type> types() {
    var types = new ArrayList<Type>();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        for (Tree tree : unit.getTypeDecls()) {
          if (tree instanceof ClassTree type) {
            types.add(new Type(unit, type));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return types;
  }

  /**
   * @return what the Javadoc of a declaration says, in one line of Markdown; empty without one
   */
  String doc(CompilationUnitTree unit, Tree declaration) {
    DocCommentTree comment = docs.getDocCommentTree(TreePath.getPath(unit, declaration));
    return comment == null ? "" : markdown(comment.getFullBody());
  }

  /**
   * @return what the Javadoc of a record says of its components, by their names
   */
  Map<String, String> params(CompilationUnitTree unit, Tree declaration) {
    DocCommentTree comment = docs.getDocCommentTree(TreePath.getPath(unit, declaration));
    var params = new LinkedHashMap<String, String>();
    if (comment != null) {
      for (DocTree tag : comment.getBlockTags()) {
        if (tag instanceof ParamTree param) {
          params.put(param.getName().toString(), markdown(param.getDescription()));
        }
      }
    }
    return params;
  }

  private static String markdown(List<? extends DocTree> trees) {
    var text = new StringBuilder();
    for (DocTree tree : trees) {
      switch (tree) {
        case TextTree t -> text.append(t.getBody());
        case LiteralTree t -> text.append('`').append(t.getBody().getBody().strip()).append('`');
        case LinkTree t -> text.append('`').append(t.getReference().getSignature()).append('`');
        case EntityTree t -> text.append('&').append(t.getName()).append(';');
        default -> text.append(' ');
      }
    }
    return text.toString().replaceAll("\\s+", " ").replace("|", "\\|").strip();
  }
}
