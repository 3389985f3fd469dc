package dev.quarry.toolset.web;

import dev.quarry.sdk.Page;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.Sources;
import dev.quarry.sdk.testkit.PluginTck;
import dev.quarry.sdk.testkit.TestToolContext;
import java.util.List;
import java.util.Map;
import org.pf4j.ExtensionPoint;

final class WebToolsetTckTest extends PluginTck {
  private static final Sources ONE_PAGE =
      new Sources() {
        @Override
        public List<SearchHit> search(String query, int limit) {
          return List.of(SearchHit.of("Bell Rock", "https://e/bell", "A lighthouse."));
        }

        @Override
        public Page fetch(String url) {
          return new Page.Text(url, "Bell Rock", "Bell Rock is a lighthouse.");
        }
      };

  @Override
  protected List<? extends ExtensionPoint> extensions() {
    return List.of(new WebToolset());
  }

  @Override
  protected Map<String, String> examples() {
    return Map.of(
        "search", "{\"query\":[\"bell rock\"]}",
        "visit", "{\"url\":[\"https://e/bell\"],\"goal\":\"What is it?\"}");
  }

  @Override
  protected TestToolContext.Builder context() {
    return TestToolContext.builder()
        .sources(ONE_PAGE)
        .model(
            prompt ->
                "{\"rational\":\"r\",\"evidence\":\"Bell Rock is a lighthouse.\",\"summary\":\"s\"}");
  }
}
