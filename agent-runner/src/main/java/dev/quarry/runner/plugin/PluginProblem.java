package dev.quarry.runner.plugin;

import java.util.function.UnaryOperator;

/** Why a plugin is not served, in words for whoever installed it. */
final class PluginProblem extends Exception {
  private static final long serialVersionUID = 1L;

  PluginProblem(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }

  /** Says in words what a plugin's own code threw. Holds no reference to the throwable. */
  static String wordsFor(Throwable thrown) {
    return wordsFor(thrown, UnaryOperator.identity());
  }

  /**
   * @param redaction takes out what must not be told, before anything is cut
   */
  static String wordsFor(Throwable thrown, UnaryOperator<String> redaction) {
    Throwable root = thrown;
    while (root instanceof java.lang.reflect.InvocationTargetException && root.getCause() != null
        || root instanceof ExceptionInInitializerError && root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage() == null ? "" : redaction.apply(root.getMessage()).strip();
    if (root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError) {
      String name = message.replace('/', '.').split("[\\s(]", 2)[0];
      return "it needs the class %s, which is neither in the plugin nor part of the SDK: put its library into lib/ of the plugin's zip"
          .formatted(name);
    }
    String first = message.lines().findFirst().orElse("");
    String cut = first.length() > 200 ? first.substring(0, 200) + "…" : first;
    return root.getClass().getSimpleName() + (cut.isEmpty() ? "" : ": " + cut);
  }
}
