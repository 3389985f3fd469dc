package dev.quarry.runner.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.CorpusSource.CorpusSummary;
import dev.quarry.sdk.Effect;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.ToolException;
import dev.quarry.sdk.ToolResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginHostTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createDirectory(temp.resolve("plugins"));
  }

  private PluginHost host() throws InterruptedException {
    return PluginHost.open(List.of(folder), temp.resolve("work"), PluginLimits.DEFAULT);
  }

  private static ToolResult echo(PluginHost host, String toolset, String arguments)
      throws InterruptedException {
    return host.catalogue()
        .toolset(toolset)
        .orElseThrow()
        .tool("echo")
        .orElseThrow()
        .call(arguments, NoContext.make(), SOON);
  }

  @Test
  void aPluginServesItsTool() throws Exception {
    // Given
    PluginZip.called("good").extension("Good", Sources.echo("Good", "good")).zip(folder);

    try (PluginHost host = host()) {
      // When
      PluginCatalogue catalogue = host.catalogue();

      // Then
      assertThat(catalogue.plugins())
          .singleElement()
          .satisfies(
              p -> {
                assertThat(p.id()).isEqualTo("good");
                assertThat(p.version()).isEqualTo("1.2.3");
                assertThat(p.provider()).isEqualTo("Test");
                assertThat(p.description()).isEqualTo("The plugin good");
                assertThat(p.digest()).matches("[0-9a-f]{64}");
                assertThat(p.health()).isEqualTo(new PluginHealth.Active());
              });
      LoadedTool tool = catalogue.toolset("good").orElseThrow().tools().getFirst();
      assertThat(tool.description()).isEqualTo("Says it again");
      assertThat(tool.effect()).isEqualTo(Effect.READ);
      assertThat(tool.schemaJson()).contains("\"required\":[\"text\"]");
      assertThat(tool.plugin().id()).isEqualTo("good");
      assertThat(echo(host, "good", "{\"text\":\"ab\",\"times\":2}"))
          .isEqualTo(ToolResult.success("abab"));
    }
  }

  @Test
  void argumentsThatDoNotFitNeverReachTheTool() throws Exception {
    // Given
    PluginZip.called("good").extension("Good", Sources.echo("Good", "good")).zip(folder);

    // When
    try (PluginHost host = host()) {
      ToolResult result = echo(host, "good", "{\"text\":5}");

      // Then
      assertThat(result)
          .isEqualTo(
              ToolResult.failure(
                  FailureCode.BAD_ARGUMENTS,
                  "The field \"text\" is the number 5; accepted is a string."));
    }
  }

  @Test
  void aPlainJarIsAPluginToo() throws Exception {
    // Given
    PluginZip.called("jarred").extension("Jarred", Sources.echo("Jarred", "jarred")).jar(folder);

    // When
    try (PluginHost host = host()) {
      // Then
      assertThat(host.catalogue().degraded()).isEmpty();
      assertThat(echo(host, "jarred", "{\"text\":\"x\"}")).isEqualTo(ToolResult.success("x"));
    }
  }

  @Test
  void aFileReplacedWhileLoadedChangesNothingUntilTheNextStart() throws Exception {
    // Given: a class that is first needed after the file is gone
    Path zip = PluginZip.called("lazy").extension("Lazy", lazySource("first")).zip(folder);
    try (PluginHost first = host()) {
      Files.delete(zip);
      PluginZip.called("lazy").extension("Lazy", lazySource("second")).zip(folder);

      // When / Then
      assertThat(echo(first, "lazy", "{\"text\":\"\"}")).isEqualTo(ToolResult.success("first"));
      try (PluginHost second = host()) {
        assertThat(echo(second, "lazy", "{\"text\":\"\"}")).isEqualTo(ToolResult.success("second"));
      }
      assertThat(echo(first, "lazy", "{\"text\":\"\"}")).isEqualTo(ToolResult.success("first"));
    }
  }

  private static String lazySource(String word) {
    return Sources.toolset("Lazy", "lazy", "return ToolResult.success(new Later().word());")
        + "class Later { String word() { return \""
        + word
        + "\"; } }";
  }

  @Test
  void aPluginSeesTheSdkAndNothingElseOfTheHost() throws Exception {
    // Given
    PluginZip.called("curious")
        .extension(
            "Curious",
            Sources.toolset(
                "Curious",
                "curious",
                """
                var seen = new StringJoiner(" ");
                for (String name : List.of("com.fasterxml.jackson.databind.ObjectMapper",
                    "dev.quarry.sdk.binding.ToolBinding", "dev.quarry.runner.plugin.PluginHost",
                    "org.junit.jupiter.api.Test", "org.slf4j.Logger", "dev.quarry.sdk.Toolset",
                    "java.sql.Driver", "acme.Curious")) {
                  try { Class.forName(name); seen.add(name); } catch (ClassNotFoundException hidden) { }
                }
                var loader = Curious.class.getClassLoader();
                if (Thread.currentThread().getContextClassLoader() == loader) seen.add("tccl");
                if (!Thread.currentThread().isVirtual()) seen.add("platform");
                if (loader.getResource("dev/quarry/runner/plugin/PluginHost.class") != null) seen.add("resource");
                if (loader.getResource("META-INF/extensions.idx") != null) seen.add("own-index");
                try { seen.add("services=" + Collections.list(loader.getResources("META-INF/MANIFEST.MF")).size()); }
                catch (java.io.IOException e) { seen.add("failed"); }
                return ToolResult.success(seen.toString());
                """))
        .zip(folder);

    // When
    try (PluginHost host = host()) {
      // Then
      assertThat(echo(host, "curious", "{\"text\":\"\"}"))
          .isEqualTo(
              ToolResult.success(
                  "org.slf4j.Logger dev.quarry.sdk.Toolset java.sql.Driver acme.Curious"
                      + " tccl platform own-index services=0"));
    }
  }

  @Test
  void aPluginsOwnCopyOfTheSdkIsNotUsed() throws Exception {
    // Given
    PluginZip.called("greedy")
        .ownCopyOfTheSdk()
        .extension("Greedy", Sources.echo("Greedy", "greedy"))
        .zip(folder);

    // When
    try (PluginHost host = host()) {
      // Then
      assertThat(host.catalogue().degraded()).isEmpty();
      assertThat(echo(host, "greedy", "{\"text\":\"x\"}")).isEqualTo(ToolResult.success("x"));
    }
  }

  @Test
  void sourcesAreServedThroughTheSameGuard() throws Exception {
    // Given
    PluginZip.called("sources")
        .extension(
            "Folders",
            """
            public class Folders implements CorpusSource, PageSource {
              public String id() { return "folders"; }
              public Set<String> schemes() { return Set.of("corpus"); }
              public Readiness readiness(CallContext c) { return Readiness.notReady("no folder"); }
              public List<SearchHit> search(String q, int limit, CallContext c) {
                var hits = new ArrayList<SearchHit>();
                for (int i = 0; i < 9; i++) hits.add(SearchHit.of(q + i, "corpus://" + i, ""));
                return hits;
              }
              public Page fetch(String url, CallContext c) {
                throw new ToolException(FailureCode.NOT_FOUND, "no " + url);
              }
              public CorpusSummary index(CorpusFolder f, CorpusProgress p, CallContext c) {
                p.update(1, 1, "a.md");
                return new CorpusSummary(1, 2, List.of());
              }
              public void close() {}
            }
            """)
        .zip(folder);

    try (PluginHost host = host()) {
      PluginCatalogue catalogue = host.catalogue();
      LoadedCorpusSource source = catalogue.corpusSources().getFirst();
      List<String> progress = new ArrayList<>();

      // When
      var hits = source.search("q", 2, NoContext.make(), SOON);
      var summary =
          source.index(
              new CorpusFolder("1", "docs", temp, temp),
              (done, total, file) -> progress.add(done + "/" + total + " " + file),
              NoContext.make(),
              SOON);

      // Then
      assertThat(hits)
          .containsExactly(
              SearchHit.of("q0", "corpus://0", ""), SearchHit.of("q1", "corpus://1", ""));
      assertThat(summary).isEqualTo(new CorpusSummary(1, 2, List.of()));
      assertThat(progress).containsExactly("1/1 a.md");
      assertThat(source.readiness(NoContext.make(), SOON))
          .isEqualTo(Readiness.notReady("no folder"));
      LoadedPageSource pages = catalogue.pageSourceFor("corpus").orElseThrow();
      assertThat(catalogue.pageSourceFor("https")).isEmpty();
      assertThatThrownBy(() -> pages.fetch("corpus://x", NoContext.make(), SOON))
          .isInstanceOf(ToolException.class)
          .hasMessage("no corpus://x")
          .hasNoCause();
    }
  }

  @Test
  void theSecondOfTwoWithTheSameNameIsRefused() throws Exception {
    // Given
    PluginZip.called("a").extension("A", Sources.echo("A", "same")).zip(folder);
    PluginZip.called("b").extension("B", Sources.echo("B", "same")).zip(folder);
    PluginZip.called("a").with("file", "c").extension("C", Sources.echo("C", "c")).zip(folder);

    // When
    try (PluginHost host = host()) {
      // Then
      assertThat(host.catalogue().toolsets())
          .singleElement()
          .satisfies(t -> assertThat(t.plugin().id()).isEqualTo("a"));
      assertThat(host.catalogue().plugins())
          .extracting(PluginEntry::health)
          .containsExactly(
              new PluginHealth.Active(),
              new PluginHealth.Degraded(
                  "It brings the toolset same, which the plugin a has already: remove one of them"
                      + " (file b.zip)"),
              new PluginHealth.Degraded(
                  "Another file brings the plugin a too: keep one of them (file c.zip)"));
    }
  }

  @Test
  void aMissingFolderIsEmpty() throws Exception {
    try (PluginHost host =
        PluginHost.open(
            List.of(temp.resolve("none")), temp.resolve("work"), PluginLimits.DEFAULT)) {
      assertThat(host.catalogue().plugins()).isEmpty();
    }
  }
}
