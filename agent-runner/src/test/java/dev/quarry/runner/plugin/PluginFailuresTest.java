package dev.quarry.runner.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.sdk.ToolResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that can be wrong with a plugin is told and harms no other one. */
final class PluginFailuresTest {
  private static final PluginLimits PATIENT = limits(Duration.ofSeconds(60), 200);

  private static PluginLimits limits(Duration loading, int plugins) {
    return new PluginLimits(
        loading,
        Duration.ofMillis(500),
        3,
        Duration.ofSeconds(60),
        plugins,
        new ArchiveLimits(100, 2 << 20));
  }

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createDirectory(temp.resolve("plugins"));
    PluginZip.called("zz-good").extension("Good", Sources.echo("Good", "good")).zip(folder);
  }

  /** Loads the folder, checks that the good plugin works, and gives the reasons of the others. */
  private Map<String, String> reasons() throws Exception {
    return reasons(PATIENT);
  }

  private Map<String, String> reasons(PluginLimits limits) throws Exception {
    try (PluginHost host = PluginHost.open(List.of(folder), temp.resolve("work"), limits)) {
      PluginCatalogue catalogue = host.catalogue();
      LoadedTool good = catalogue.toolset("good").orElseThrow().tools().getFirst();
      assertThat(catalogue.toolsets()).hasSize(1);
      assertThat(good.call("{\"text\":\"x\"}", NoContext.make(), Duration.ofSeconds(10)))
          .isEqualTo(ToolResult.success("x"));
      return catalogue.degraded().stream()
          .collect(
              Collectors.toMap(
                  PluginEntry::id, p -> ((PluginHealth.Degraded) p.health()).reason()));
    }
  }

  @Test
  void aPluginForAnotherSdkIsToldApart() throws Exception {
    PluginZip.called("future")
        .with("plugin.requires", ">=2.0.0")
        .extension("Future", Sources.echo("Future", "future"))
        .zip(folder);
    PluginZip.called("garbled")
        .with("plugin.requires", ">>banana")
        .extension("Garbled", Sources.echo("Garbled", "garbled"))
        .zip(folder);

    assertThat(reasons())
        .containsOnlyKeys("future", "garbled")
        .containsEntry(
            "future",
            "It was built for the tool SDK >=2.0.0; this platform has 1.0.0: install a version of"
                + " the plugin that accepts it (file future.zip)")
        .hasEntrySatisfying(
            "garbled", r -> assertThat(r).startsWith("Its plugin.requires is \">>banana\""));
  }

  @Test
  void aPluginThatThrowsWhileLoadingIsTold() throws Exception {
    PluginZip.called("constructor")
        .extension(
            "Constructor",
            Sources.echo("Constructor", "c")
                .replace(
                    "public String name() { return \"c\"; }",
                    "public Constructor() { throw new IllegalStateException(\"no disk\"); }"
                        + "public String name() { return \"c\"; }"))
        .zip(folder);
    PluginZip.called("static-init")
        .extension(
            "Init",
            Sources.echo("Init", "i")
                .replace(
                    "public static final class Echo",
                    "static final int X = Integer.parseInt(\"x\"); public static final class Echo"))
        .zip(folder);
    PluginZip.called("tools")
        .extension(
            "Tools",
            Sources.echo("Tools", "t")
                .replace("return List.of(new Echo())", "throw new StackOverflowError(\"deep\")"))
        .zip(folder);
    PluginZip.called("plugin-class")
        .with("plugin.class", "acme.Main")
        .type(
            "Main",
            "public class Main extends org.pf4j.Plugin {"
                + " public Main() { throw new IllegalStateException(\"no licence\"); } }")
        .extension("Pc", Sources.echo("Pc", "pc"))
        .zip(folder);
    PluginZip.called("plugin-start")
        .with("plugin.class", "acme.Starter")
        .type(
            "Starter",
            "public class Starter extends org.pf4j.Plugin {"
                + " public void start() { throw new IllegalStateException(\"no port\"); } }")
        .extension("Ps", Sources.echo("Ps", "ps"))
        .zip(folder);

    Map<String, String> reasons = reasons();

    assertThat(reasons)
        .containsOnlyKeys("constructor", "static-init", "tools", "plugin-class", "plugin-start");
    assertThat(reasons.get("constructor"))
        .isEqualTo(
            "The extension acme.Constructor could not be made: IllegalStateException: no disk"
                + " (file constructor.zip)");
    assertThat(reasons.get("static-init")).contains("NumberFormatException");
    assertThat(reasons.get("tools"))
        .contains("failed when it was asked what it offers: StackOverflowError: deep");
    assertThat(reasons.get("plugin-class")).contains("IllegalStateException: no licence");
    assertThat(reasons.get("plugin-start")).contains("IllegalStateException: no port");
  }

  @Test
  void aPluginThatHangsWhileLoadingIsLeftBehind() throws Exception {
    assertThat(reasons()).isEmpty(); // warms up, so that the good one is quick below
    PluginZip.called("deaf")
        .extension(
            "Deaf",
            Sources.echo("Deaf", "deaf")
                .replace(
                    "public String name() { return \"deaf\"; }",
                    "public String name() {" + Sources.DEAF + " return \"deaf\"; }"))
        .zip(folder);
    PluginZip.called("sleepy")
        .extension(
            "Sleepy",
            Sources.echo("Sleepy", "sleepy")
                .replace(
                    "public String name() { return \"sleepy\"; }",
                    "public String name() { try { Thread.sleep(20_000); }"
                        + " catch (InterruptedException e) { } return \"sleepy\"; }"))
        .zip(folder);

    Map<String, String> reasons = reasons(limits(Duration.ofSeconds(2), 200));

    assertThat(reasons.get("deaf"))
        .startsWith("It did not finish loading within 2000 ms and still runs at")
        .contains("acme.Deaf");
    assertThat(reasons.get("sleepy")).startsWith("It did not finish loading within 2000 ms:");
  }

  @Test
  void aPluginThatOffersNothingOrSomethingOddIsTold() throws Exception {
    PluginZip.called("nothing").type("Nobody", "public class Nobody {}").zip(folder);
    PluginZip.called("odd").extension("Odd", "public class Odd {}").zip(folder);
    PluginZip.called("hidden").extension("Hidden", "class Hidden {}").zip(folder);
    PluginZip.called("nameless")
        .extension("Nameless", Sources.echo("Nameless", "Not A Name"))
        .zip(folder);
    PluginZip.called("mapper")
        .extension(
            "Mapper",
            Sources.echo("Mapper", "mapper")
                .replace("Optional<Integer> times", "Map<String, String> times")
                .replace("in.times().orElse(1)", "1"))
        .zip(folder);
    PluginZip.called("empty")
        .extension(
            "Empty", Sources.echo("Empty", "empty").replace("List.of(new Echo())", "List.of()"))
        .zip(folder);

    Map<String, String> reasons = reasons();

    assertThat(reasons.get("nothing")).startsWith("It offers nothing: META-INF/extensions.idx");
    assertThat(reasons.get("odd")).contains("is none of Toolset, SearchSource, PageSource");
    assertThat(reasons.get("hidden")).contains("must be a public class");
    assertThat(reasons.get("nameless")).contains("toolset is called \"Not A Name\"");
    assertThat(reasons.get("mapper")).contains("component times of the input record In has");
    assertThat(reasons.get("empty")).contains("toolset empty has no tools");
  }

  @Test
  void aPluginThatNeedsTheHostsLibrariesIsToldWhichClass() throws Exception {
    PluginZip.called("borrower")
        .extension(
            "Borrower",
            Sources.echo("Borrower", "borrower")
                .replace(
                    "public static final class Echo",
                    "final Object mapper = new com.fasterxml.jackson.databind.ObjectMapper();"
                        + " public static final class Echo"))
        .zip(folder);

    assertThat(reasons().get("borrower"))
        .contains(
            "it needs the class com.fasterxml.jackson.databind.ObjectMapper, which is neither in"
                + " the plugin nor part of the SDK: put its library into lib/");
  }

  @Test
  void brokenAndHostileFilesAreTold() throws Exception {
    Files.writeString(folder.resolve("text.zip"), "no zip at all");
    Files.createFile(folder.resolve("void.zip"));
    Files.writeString(folder.resolve("readme.txt"), "not a plugin file");
    PluginZip.called("x").with("file", "bare").without("plugin.id").zip(folder);
    PluginZip.called("unversioned").without("plugin.version").zip(folder);
    PluginZip.called("dependent").with("plugin.dependencies", "zz-good").zip(folder);
    byte[] evil = "evil".getBytes(StandardCharsets.UTF_8);
    PluginZip.called("slip").entry("../../evil.txt", evil).zip(folder);
    PluginZip.called("slip2").entry("classes/..\\..\\evil.txt", evil).zip(folder);
    PluginZip.called("slip3").entry("/tmp/quarry-evil.txt", evil).zip(folder);
    PluginZip.called("bomb").entry("lib/zeros.bin", new byte[3 << 20]).zip(folder);
    PluginZip many = PluginZip.called("many");
    for (int i = 0; i < 100; i++) {
      many.entry("classes/" + i, evil);
    }
    many.zip(folder);

    Map<String, String> reasons = reasons();

    assertThat(reasons.get("text.zip")).startsWith("The file is no readable zip");
    assertThat(reasons.get("void.zip")).startsWith("The file is no readable zip");
    assertThat(reasons.get("bare.zip")).startsWith("It has no descriptor: a zip needs");
    assertThat(reasons.get("unversioned")).startsWith("Its descriptor has no plugin.version");
    assertThat(reasons.get("dependent")).startsWith("It depends on other plugins");
    assertThat(reasons.get("slip.zip")).contains("\"../../evil.txt\", which lies outside");
    assertThat(reasons.get("slip2.zip")).contains("which lies outside");
    assertThat(reasons.get("slip3.zip")).contains("which lies outside");
    assertThat(reasons.get("bomb.zip")).contains("unpacks to more than 2,097,152 bytes");
    assertThat(reasons.get("many.zip")).contains("zip has 101 entries");
    assertThat(reasons).hasSize(10).doesNotContainKey("readme.txt");
    try (Stream<Path> all = Files.walk(temp)) {
      assertThat(all.map(p -> p.getFileName().toString()))
          .doesNotContain("evil.txt")
          .noneMatch(name -> name.startsWith(".new-"));
    }
    assertThat(Path.of("/tmp/quarry-evil.txt")).doesNotExist();
  }

  @Test
  void moreFilesThanAcceptedAreTold() throws Exception {
    // Given
    PluginLimits one = limits(Duration.ofSeconds(60), 1);
    PluginZip.called("zzz").extension("Zzz", Sources.echo("Zzz", "zzz")).zip(folder);

    // When
    try (PluginHost host = PluginHost.open(List.of(folder), temp.resolve("work"), one)) {
      // Then
      assertThat(host.catalogue().degraded())
          .singleElement()
          .extracting(PluginEntry::health)
          .isEqualTo(
              new PluginHealth.Degraded(
                  "There are more plugins than the 1 that are accepted (file zzz.zip)"));
    }
  }
}
