package dev.quarry.source.searxng;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** SearXNG's answer with {@code format=json} (its search API). */
final class SearxngJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SearxngJson() {}

  /**
   * @return empty when the answer is no JSON object
   */
  static Optional<JsonNode> object(String answer) {
    try {
      return Optional.ofNullable(JSON.readTree(answer)).filter(JsonNode::isObject);
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  /**
   * @throws ToolException {@link FailureCode#UPSTREAM} when there is no result because the engines
   *     behind the instance did not answer
   */
  static List<SearchHit> hits(JsonNode answer, int limit) {
    List<SearchHit> hits = new ArrayList<>();
    for (JsonNode item : answer.path("results")) {
      String url = item.path("url").asText("").strip();
      if (!url.isEmpty() && hits.size() < limit) {
        String title = item.path("title").asText("").strip();
        hits.add(
            new SearchHit(
                title.isEmpty() ? url : title,
                url,
                item.path("content").asText("").strip(),
                text(item, "publishedDate"),
                text(item, "engine")));
      }
    }
    if (hits.isEmpty() && !answer.path("unresponsive_engines").isEmpty()) {
      throw new ToolException(
          FailureCode.UPSTREAM,
          "no search engine behind SearXNG answered: "
              + silent(answer.path("unresponsive_engines")));
    }
    return hits;
  }

  /** Pairs of an engine's name and a reason. */
  private static String silent(JsonNode engines) {
    List<String> names = new ArrayList<>();
    for (JsonNode engine : engines) {
      names.add(
          engine.isArray()
              ? "%s (%s)".formatted(engine.path(0).asText(), engine.path(1).asText())
              : engine.asText());
    }
    return String.join(", ", names);
  }

  private static Optional<String> text(JsonNode item, String field) {
    JsonNode value = item.path(field);
    return Optional.of(value.isNull() ? "" : value.asText("").strip()).filter(s -> !s.isEmpty());
  }
}
