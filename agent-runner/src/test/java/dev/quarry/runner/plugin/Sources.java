package dev.quarry.runner.plugin;

/** Source texts of little plugins. */
final class Sources {
  private Sources() {}

  /** A toolset with one tool {@code echo} over {@code {"text": …, "times": …}}. */
  static String toolset(String type, String toolsetName, String body) {
    return """
        public class %1$s implements Toolset {
          public record In(@Describe("What") String text, @Describe("Times") Optional<Integer> times) {}
          public static final class Echo implements Tool<In> {
            public String name() { return "echo"; }
            public String description() { return "Says it again"; }
            public Class<In> inputType() { return In.class; }
            public Effect effect() { return Effect.READ; }
            public ToolResult call(In in, ToolContext context) throws InterruptedException {
              %3$s
            }
          }
          public String name() { return "%2$s"; }
          public String description() { return "Echoes"; }
          public List<Tool<?>> tools() { return List.of(new Echo()); }
        }
        """
        .formatted(type, toolsetName, body);
  }

  static String echo(String type, String toolsetName) {
    return toolset(
        type, toolsetName, "return ToolResult.success(in.text().repeat(in.times().orElse(1)));");
  }

  /** Neither hears interrupts nor ends before ten seconds. */
  static final String DEAF =
      """
      long end = System.nanoTime() + 10_000_000_000L;
      while (System.nanoTime() < end) {
        try { Thread.sleep(100); } catch (InterruptedException deaf) { }
      }
      """;
}
