package dev.quarry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.harness.PlatformProcesses;
import dev.quarry.runner.testing.ResearchScript;
import dev.quarry.runner.testing.ScriptedModelServer;
import dev.quarry.runner.testing.ScriptedReply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins of strangers: built outside this repository against the SDK alone. */
class ForeignPluginE2E {
  @TempDir Path home;
  @TempDir Path elsewhere;

  private static final String GOOD =
      """
      package com.example.tides;
      import dev.quarry.sdk.*;
      import java.util.List;
      @org.pf4j.Extension
      public class Tides implements Toolset {
        public record Place(@Describe("Name of a harbour") String harbour) {}
        public String name() { return "tides"; }
        public String description() { return "Tide tables."; }
        public List<Tool<?>> tools() { return List.of(new Tool<Place>() {
          public String name() { return "tide"; }
          public String description() { return "Tells the tide of a harbour."; }
          public Class<Place> inputType() { return Place.class; }
          public Effect effect() { return Effect.READ; }
          public ToolResult call(Place in, ToolContext ctx) {
            return ToolResult.success("High water at " + in.harbour() + " is at noon.");
          }
        }); }
      }
      """;

  private static final String TALKS =
      """
      package com.example.talks;
      import dev.quarry.sdk.*;
      import java.util.List;
      @org.pf4j.Extension
      public class Talks implements Toolset {
        public record Door(@Describe("Number of a door") int number) {}
        public String name() { return "doors"; }
        public String description() { return "Doors."; }
        public List<Tool<?>> tools() { return List.of(new Tool<Door>() {
          public String name() { return "open"; }
          public String description() { return "Opens a door."; }
          public Class<Door> inputType() { return Door.class; }
          public Effect effect() { return Effect.READ; }
          public ToolResult call(Door in, ToolContext ctx) {
            String token = ctx.secret("door.token").orElse("nothing");
            ctx.log().warn("door {} opens to {}", in.number(), token);
            return ToolResult.success("It opens to " + token);
          }
        }); }
      }
      """;

  private static final String THROWS =
      """
      package com.example.broken;
      @org.pf4j.Extension
      public class Broken implements dev.quarry.sdk.Toolset {
        public Broken() { throw new IllegalStateException("no licence file"); }
        public String name() { return "broken"; }
        public String description() { return "Broken."; }
        public java.util.List<dev.quarry.sdk.Tool<?>> tools() { return java.util.List.of(); }
      }
      """;

  private static final String HANGS =
      """
      package com.example.slow;
      @org.pf4j.Extension
      public class Slow implements dev.quarry.sdk.Toolset {
        public Slow() { while (true) { Thread.onSpinWait(); } }
        public String name() { return "slow"; }
        public String description() { return "Slow."; }
        public java.util.List<dev.quarry.sdk.Tool<?>> tools() { return java.util.List.of(); }
      }
      """;

  private void plugin(String id, String requires, String className, String source)
      throws IOException {
    Path work = Files.createDirectories(elsewhere.resolve(id));
    Path file = work.resolve(className.substring(className.lastIndexOf('.') + 1) + ".java");
    Files.writeString(file, source);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:full",
                "-parameters",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                work.resolve("classes").toString(),
                file.toString());
    assertThat(code).isZero();
    Path target = Files.createDirectories(home.resolve("plugins")).resolve(id + ".zip");
    try (OutputStream out = Files.newOutputStream(target);
        var zip = new ZipOutputStream(out)) {
      entry(
          zip,
          "plugin.properties",
          "plugin.id=%s\nplugin.version=1.0.0\nplugin.provider=Example\nplugin.requires=%s\n"
              .formatted(id, requires)
              .getBytes(StandardCharsets.UTF_8));
      try (var classes = Files.walk(work.resolve("classes"))) {
        for (Path one : classes.filter(Files::isRegularFile).toList()) {
          entry(zip, "classes/" + work.resolve("classes").relativize(one), Files.readAllBytes(one));
        }
      }
    }
  }

  private static void entry(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  /** A model that calls a tool, and then answers. */
  private static ScriptedModelServer calls(String tool, String arguments) throws IOException {
    String call =
        "<think>t</think><tool_call>{\"name\": \"%s\", \"arguments\": %s}</tool_call>"
            .formatted(tool, arguments);
    return ScriptedModelServer.start(
        request ->
            request.assistantMessages() == 0
                ? ScriptedReply.text(call)
                : ResearchScript.answer("As the tool says."));
  }

  private PlatformProcesses platform(ScriptedModelServer model) {
    return new PlatformProcesses(
        home,
        Map.of(
            "QUARRY_MODEL_URL",
            model.baseUrl().toString(),
            "QUARRY_MODEL_NAME",
            "scripted-deepresearch"));
  }

  private static List<String> returned(PlatformProcesses platform, String job)
      throws IOException, InterruptedException {
    return platform.steps(job).stream()
        .filter(s -> s.path("kind").asText().equals("tool-returned"))
        .map(s -> s.path("body").path("content").asText())
        .toList();
  }

  private static JsonNode named(JsonNode list, String field, String value) {
    for (JsonNode one : list) {
      if (one.path(field).asText().equals(value)) {
        return one;
      }
    }
    throw new AssertionError("no " + value + " in " + list);
  }

  @Test
  void goodOneServesItsToolAndBadOnesAreReportedAndHarmNothing() throws Exception {
    // Given
    plugin("tides", ">=1.0.0 & <2.0.0", "com.example.tides.Tides", GOOD);
    plugin("future", ">=9.0.0", "com.example.tides.Tides", GOOD);
    plugin("broken", ">=1.0.0", "com.example.broken.Broken", THROWS);
    plugin("slow", ">=1.0.0", "com.example.slow.Slow", HANGS);
    try (var model = calls("tide", "{\"harbour\": \"Oban\"}");
        var platform = platform(model)) {
      platform.start();

      // When
      platform.startRunner("runner-a");

      // Then
      JsonNode offered = platform.get("/toolsets");
      assertThat(named(offered.path("plugins"), "id", "tides").path("state").asText())
          .isEqualTo("ACTIVE");
      var reasons = new ArrayList<String>();
      for (String bad : List.of("future", "broken", "slow")) {
        JsonNode entry = named(offered.path("plugins"), "id", bad);
        assertThat(entry.path("state").asText()).isEqualTo("DEGRADED");
        reasons.add(entry.path("reason").asText());
      }
      assertThat(reasons.get(0)).contains("9.0.0");
      assertThat(reasons.get(1)).contains("no licence file");
      assertThat(reasons).allSatisfy(r -> assertThat(r).isNotBlank());

      // And the good one works
      String job = platform.ask(Map.of("question", "High water?", "toolsets", List.of("tides")));
      assertThat(platform.awaitEnd(job, Duration.ofSeconds(60)).path("state").asText())
          .isEqualTo("SUCCEEDED");
      assertThat(returned(platform, job)).containsExactly("High water at Oban is at noon.");
    }
  }

  @Test
  void secretOfTheTenantReachesTheToolAndNothingElse() throws Exception {
    // Given a tool that tells its secret, to the model and to the log
    plugin("talks", ">=1.0.0 & <2.0.0", "com.example.talks.Talks", TALKS);
    String secret = "canary-of-the-tenant";
    try (var model = calls("open", "{\"number\": 1}");
        var platform = platform(model)) {
      platform.start();
      platform.send(
          "PUT",
          "/secrets/door.token",
          PlatformProcesses.JSON.createObjectNode().put("value", secret),
          200);
      platform.startRunner("runner-a");

      // When
      String job = platform.ask(Map.of("question", "Open?", "toolsets", List.of("doors")));
      platform.awaitEnd(job, Duration.ofSeconds(60));

      // Then
      assertThat(returned(platform, job)).containsExactly("It opens to [secret door.token]");
      assertThat(Files.readString(home.resolve("logs/runner-a.log")))
          .contains("door 1 opens to [secret door.token]")
          .doesNotContain(secret);
    }
  }
}
