package dev.quarry.cli.docs;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import dev.quarry.cli.docs.SourceFiles.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/configuration.md}: every key of both applications and of the shipped plugins. */
final class SettingsPage {
  private static final Pattern KEY = Pattern.compile("^`([a-z0-9-]+)`:? ?(.*)$");
  private static final Pattern FROM_ENVIRONMENT =
      Pattern.compile("^(?:%\\w+\\.)?([^=#\\s]+)=\\$\\{([A-Z_]+)(?::([^}]*))?}$");

  private final Path root;
  private final StringBuilder page = new StringBuilder();

  private SettingsPage(Path root) {
    this.root = root;
  }

  /**
   * @param root of the clone
   */
  static String of(Path root) {
    return new SettingsPage(root).write();
  }

  private String write() {
    page.append(
        """
        # Configuration

        This page is made from the sources and compared with them in continuous integration.

        Both applications read system properties, environment variables and `config/application.properties` in their working
        directory, in this order. The environment variable of a key is the key in capitals, with `_` for every other sign:
        `quarry.runner.lease-time` is `QUARRY_RUNNER_LEASE_TIME`. Durations are written `30s`, `5m`, `PT2H`. A key without a
        default is optional unless it says otherwise. `./quarry up` and `./quarry ask` pass their environment on to both.
        """);
    application("platform-api");
    application("agent-runner");
    plugins();
    return page.toString();
  }

  private void application(String module) {
    Path sources = root.resolve(module).resolve("src/main/java");
    page.append("\n## ").append(module).append('\n');
    environment(root.resolve(module).resolve("src/main/resources/application.properties"));
    SourceFiles files = SourceFiles.parser(SourceFiles.containing(sources, "@ConfigMapping("));
    for (Type type : files.types()) {
      value(type.tree().getModifiers(), "ConfigMapping")
          .ifPresent(prefix -> mapping(files, type, type.tree(), prefix));
    }
  }

  private void mapping(SourceFiles files, Type type, ClassTree tree, String prefix) {
    page.append("\n### `").append(prefix).append("`\n\n");
    page.append(files.doc(type.unit(), tree)).append('\n');
    var nested = new ArrayList<Runnable>();
    var rows = new ArrayList<String>();
    for (Tree member : tree.getMembers()) {
      if (!(member instanceof MethodTree method)) {
        continue;
      }
      String name =
          value(method.getModifiers(), "WithName").orElse(kebab(method.getName().toString()));
      String returned = method.getReturnType().toString();
      boolean map = returned.startsWith("Map<");
      String key = prefix + '.' + name + (map ? ".<name>" : "");
      Optional<ClassTree> group = group(type.tree(), map ? lastArgument(method) : returned);
      if (group.isPresent()) {
        nested.add(() -> mapping(files, type, group.get(), key));
      } else {
        rows.add(
            row(
                key,
                value(method.getModifiers(), "WithDefault").map(d -> '`' + d + '`').orElse(""),
                files.doc(type.unit(), method)));
      }
    }
    table("Key", rows);
    nested.forEach(Runnable::run);
  }

  private void table(String first, List<String> rows) {
    if (!rows.isEmpty()) {
      page.append("\n| ").append(first).append(" | Default | |\n|---|---|---|\n");
      rows.forEach(row -> page.append(row).append('\n'));
    }
  }

  private static String row(String key, String value, String meaning) {
    return "| `%s` | %s | %s |".formatted(key, value, meaning);
  }

  /** The interface of that name inside a mapping, however deep. */
  private static Optional<ClassTree> group(ClassTree tree, String name) {
    for (Tree member : tree.getMembers()) {
      if (member instanceof ClassTree inner && inner.getKind() == Tree.Kind.INTERFACE) {
        Optional<ClassTree> found =
            inner.getSimpleName().contentEquals(name) ? Optional.of(inner) : group(inner, name);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static String lastArgument(MethodTree method) {
    return ((ParameterizedTypeTree) method.getReturnType()).getTypeArguments().getLast().toString();
  }

  private static Optional<String> value(ModifiersTree modifiers, String annotation) {
    return modifiers.getAnnotations().stream()
        .filter(a -> a.getAnnotationType().toString().equals(annotation))
        .map(SettingsPage::literal)
        .findFirst();
  }

  private static String literal(AnnotationTree annotation) {
    ExpressionTree argument = annotation.getArguments().getFirst();
    ExpressionTree value = argument instanceof AssignmentTree a ? a.getExpression() : argument;
    return String.valueOf(((LiteralTree) value).getValue());
  }

  static String kebab(String camel) {
    return camel.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  /** Properties that are read from an environment variable with a short name. */
  private void environment(Path properties) {
    var rows = new ArrayList<String>();
    for (String line : SourceFiles.read(properties).lines().toList()) {
      Matcher set = FROM_ENVIRONMENT.matcher(line.strip());
      if (set.matches()) {
        String preset = set.group(3) == null || set.group(3).isEmpty() ? "" : set.group(3);
        String shown =
            set.group(3) == null ? "required" : preset.isEmpty() ? "" : "`%s`".formatted(preset);
        rows.add(row(set.group(2), shown, "`%s`".formatted(set.group(1))));
      }
    }
    table("Environment variable", rows);
  }

  private void plugins() {
    page.append(
        """

        ## Shipped plugins

        A setting of a plugin is `quarry.plugins."<plugin>".<setting>` of the runner, a secret `quarry.secrets.<name>`,
        for tenants that have set none of that name.

        | Plugin | Setting | |
        |---|---|---|
        """);
    for (Path file :
        SourceFiles.containing(root.resolve("plugins"), "Settings(").stream()
            .filter(f -> f.toString().endsWith("Settings.java"))
            .toList()) {
      String plugin = root.resolve("plugins").relativize(file).getName(0).toString();
      SourceFiles files = SourceFiles.parser(List.of(file));
      for (Type type : files.types()) {
        files
            .params(type.unit(), type.tree())
            .forEach(
                (component, text) -> {
                  Matcher key = KEY.matcher(text);
                  if (key.matches()) {
                    page.append(
                        "| %s | `%s` | %s |\n".formatted(plugin, key.group(1), key.group(2)));
                  }
                });
      }
    }
  }
}
