package dev.quarry.cli.docs;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import dev.quarry.cli.docs.SourceFiles.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/** {@code docs/errors.md}: the codes of the API, of models and of tools. */
final class ErrorsPage {
  private ErrorsPage() {}

  /**
   * @param root of the clone
   */
  static String of(Path root) {
    return """
        # Error codes

        This page is made from the sources and compared with them in continuous integration. Only `internal` is our bug.

        ## Requests

        Every error of the API is a problem document (RFC 9457, `application/problem+json`) whose `code` is one of these.

        | Code | Status | Category | Worth trying again | |
        |---|---|---|---|---|
        %s
        ## Models

        How a job ends whose model could not be asked: its `failure.code`.

        | Code | Tried again | |
        |---|---|---|
        %s
        ## Tools

        What a step `tool-returned` holds as its `failure`; the model is told, and the job goes on. Plugins fail with the same codes.

        | Code | Worth trying again | |
        |---|---|---|
        %s"""
        .formatted(
            rows(
                root.resolve("platform-api/src/main/java/dev/quarry/api/error/ErrorCode.java"),
                (constant, doc) ->
                    "| `%s` | %s | %s | %s | %s |"
                        .formatted(
                            text(constant, 0),
                            text(constant, 3),
                            text(constant, 1).replaceFirst(".*\\.", "").toLowerCase(Locale.ROOT),
                            yes(constant, 2),
                            text(constant, 4))),
            rows(
                root.resolve(
                    "agent-runner/src/main/java/dev/quarry/runner/model/ModelFailureCode.java"),
                (constant, doc) ->
                    "| `%s` | %s | %s |".formatted(text(constant, 0), yes(constant, 1), doc)),
            rows(
                root.resolve("tool-sdk/sdk/src/main/java/dev/quarry/sdk/FailureCode.java"),
                (constant, doc) ->
                    "| `%s` | %s | %s |"
                        .formatted(
                            constant.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                            yes(constant, 0),
                            doc)));
  }

  /** An enum constant with what its constructor is called with. */
  private record Constant(String name, List<? extends ExpressionTree> arguments) {}

  private static String rows(Path file, BiFunction<Constant, String, String> row) {
    SourceFiles files = SourceFiles.parser(List.of(file));
    var rows = new ArrayList<String>();
    for (Type type : files.types()) {
      ClassTree tree = type.tree();
      for (Tree member : tree.getMembers()) {
        if (member instanceof VariableTree variable
            && variable.getInitializer() instanceof NewClassTree made
            && variable.getType().toString().equals(tree.getSimpleName().toString())) {
          var constant = new Constant(variable.getName().toString(), made.getArguments());
          rows.add(row.apply(constant, files.doc(type.unit(), variable)));
        }
      }
    }
    return String.join("\n", rows) + "\n";
  }

  private static String text(Constant constant, int index) {
    ExpressionTree argument = constant.arguments().get(index);
    return argument instanceof LiteralTree literal
        ? String.valueOf(literal.getValue())
        : argument.toString();
  }

  private static String yes(Constant constant, int index) {
    return text(constant, index).equals("true") ? "yes" : "";
  }
}
