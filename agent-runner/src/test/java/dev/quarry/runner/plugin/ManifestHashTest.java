package dev.quarry.runner.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.sdk.Effect;
import dev.quarry.sdk.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ManifestHashTest {
  private record Fake(
      String name, String description, Effect effect, String schemaJson, PluginIdentity plugin)
      implements LoadedTool {
    @Override
    public ToolResult call(String argumentsJson, DiscreetContext context, Duration timeout) {
      return ToolResult.success("");
    }
  }

  private static Fake fake(String name, String description, String id, String version) {
    return new Fake(
        name, description, Effect.READ, "{}", new PluginIdentity(id, version, "digest"));
  }

  private final Fake search = fake("search", "Searches", "web", "1.0.0");
  private final Fake visit = fake("visit", "Visits", "web", "1.0.0");

  @Test
  void itIsStableAndDoesNotDependOnTheOrder() {
    assertThat(ManifestHash.of(search))
        .isEqualTo("d7108dab06795ebdca50d74109189a1027a0ac3e57221914d334a2dd5b644fcc");
    assertThat(ManifestHash.of(List.of(search, visit)))
        .isEqualTo(ManifestHash.of(List.of(visit, search)))
        .isNotEqualTo(ManifestHash.of(search));
  }

  @Test
  void everyPartCounts() {
    var other = new PluginIdentity("web", "1.0.0", "digest");
    assertThat(
            Stream.of(
                    search,
                    fake("search2", "Searches", "web", "1.0.0"),
                    fake("search", "Searches!", "web", "1.0.0"),
                    fake("search", "Searches", "web2", "1.0.0"),
                    fake("search", "Searches", "web", "1.0.1"),
                    new Fake("search", "Searches", Effect.UNSAFE, "{}", other),
                    new Fake("search", "Searches", Effect.READ, "{ }", other),
                    fake("searchS", "earches", "web", "1.0.0"))
                .map(ManifestHash::of))
        .doesNotHaveDuplicates();
  }
}
