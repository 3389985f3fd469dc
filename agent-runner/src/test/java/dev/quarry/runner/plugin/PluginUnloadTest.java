package dev.quarry.runner.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolResult;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginUnloadTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path temp;
  private Path folder;

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createDirectory(temp.resolve("plugins"));
  }

  private PluginHost host(PluginLimits limits) throws InterruptedException {
    return PluginHost.open(List.of(folder), temp.resolve("work"), limits);
  }

  /** The tool itself hands out its class loader, through a system property of objects. */
  private static final String CONFESS =
      """
      System.getProperties().put("quarry.test.loader", Thread.currentThread().getContextClassLoader());
      return ToolResult.success(in.text());
      """;

  private static WeakReference<Object> takeLoader() {
    return new WeakReference<>(System.getProperties().remove("quarry.test.loader"));
  }

  private static boolean collected(WeakReference<?> reference) throws InterruptedException {
    for (int i = 0; i < 100 && reference.get() != null; i++) {
      System.gc();
      Thread.sleep(20);
    }
    return reference.get() == null;
  }

  @Test
  void aClosedHostLetsGoOfThePluginsClassesEvenIfItsCatalogueIsKept() throws Exception {
    // Given
    Path closed = temp.resolve("closed");
    PluginZip.called("a")
        .extension(
            "A",
            Sources.toolset("A", "a", CONFESS)
                .replace(
                    "public String description() { return \"Echoes\"; }",
                    "public String description() { return \"Echoes\"; } public void close() { try {"
                        + " java.nio.file.Files.createFile(java.nio.file.Path.of(\""
                        + closed
                        + "\")); } catch (java.io.IOException e) { throw new RuntimeException(e); } }"))
        .zip(folder);
    PluginZip.called("b").extension("B", Sources.echo("B", "b")).zip(folder);
    PluginHost host = host(PluginLimits.DEFAULT);
    PluginCatalogue kept = host.catalogue();
    LoadedTool tool = kept.toolset("a").orElseThrow().tools().getFirst();
    assertThat(tool.call("{\"text\":\"x\"}", NoContext.make(), SOON))
        .isEqualTo(ToolResult.success("x"));
    assertThat(tool.call("{\"txt\":\"x\"}", NoContext.make(), SOON))
        .isInstanceOf(ToolResult.Failure.class);
    WeakReference<Object> loader = takeLoader();
    assertThat(loader.get()).isNotNull();

    // When
    host.close();
    host.close();

    // Then
    assertThat(closed).exists();
    assertThat(collected(loader)).isTrue();
    assertThat(host.catalogue().plugins()).isEmpty();
    assertThat(tool.call("{\"text\":\"x\"}", NoContext.make(), SOON))
        .isEqualTo(ToolResult.failure(FailureCode.TOOL_CRASHED, "The plugin was stopped."));
  }

  @Test
  void aRefusedPluginIsLetGoOfToo() throws Exception {
    // Given
    PluginZip.called("a")
        .extension(
            "A",
            Sources.echo("A", "a")
                .replace(
                    "return List.of(new Echo())",
                    "System.getProperties().put(\"quarry.test.loader\", A.class.getClassLoader());"
                        + " throw new IllegalStateException()"))
        .zip(folder);

    // When
    try (PluginHost host = host(PluginLimits.DEFAULT)) {
      WeakReference<Object> loader = takeLoader();

      // Then
      assertThat(host.catalogue().degraded()).hasSize(1);
      assertThat(collected(loader)).isTrue();
    }
  }

  @Test
  void callsThatIgnoreTheirDeadlineAreLeftBehindAndSwitchThePluginOff() throws Exception {
    // Given
    PluginZip.called("deaf")
        .extension(
            "Deaf",
            Sources.toolset("Deaf", "deaf", Sources.DEAF + "return ToolResult.success(\"\");"))
        .zip(folder);
    PluginZip.called("good").extension("Good", Sources.echo("Good", "good")).zip(folder);
    PluginLimits limits =
        new PluginLimits(
            SOON, Duration.ofMillis(50), 3, Duration.ofSeconds(60), 10, ArchiveLimits.DEFAULT);

    try (PluginHost host = host(limits)) {
      LoadedTool deaf = host.catalogue().toolset("deaf").orElseThrow().tools().getFirst();
      LoadedTool good = host.catalogue().toolset("good").orElseThrow().tools().getFirst();

      // When
      for (int i = 0; i < 3; i++) {
        assertThat(deaf.call("{\"text\":\"x\"}", NoContext.make(), Duration.ofMillis(50)))
            .isInstanceOfSatisfying(
                ToolResult.Failure.class, f -> assertThat(f.code()).isEqualTo(FailureCode.TIMEOUT));
      }

      // Then
      assertThat(host.abandonedCalls()).isEqualTo(3);
      assertThat(deaf.call("{\"text\":\"x\"}", NoContext.make(), SOON))
          .isInstanceOfSatisfying(
              ToolResult.Failure.class,
              f -> {
                assertThat(f.code()).isEqualTo(FailureCode.TOOL_CRASHED);
                assertThat(f.message()).contains("plugin deaf is switched off for 60 s after 3");
              });
      assertThat(host.catalogue().plugins().getFirst().health())
          .isInstanceOfSatisfying(
              PluginHealth.Degraded.class,
              d -> assertThat(d.reason()).startsWith("switched off after 3 calls in a row"));
      assertThat(host.catalogue().toolset("deaf")).isPresent();
      assertThat(good.call("{\"text\":\"x\"}", NoContext.make(), SOON))
          .isEqualTo(ToolResult.success("x"));
    }
  }
}
