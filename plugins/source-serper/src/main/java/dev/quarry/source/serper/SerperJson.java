package dev.quarry.source.serper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Serper's request and answer (§2.1 of the facts sheet). */
final class SerperJson {
  /** What Serper returns when no number is asked for. */
  static final int PRESET_RESULTS = 10;

  /** Google's words in place of a video; they say nothing about the page. */
  private static final String NO_VIDEO = "Your browser can't play this video.";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private SerperJson() {}

  /** Chinese queries are asked from China, all others from the United States. */
  static String request(String query, int limit) {
    boolean chinese = query.chars().anyMatch(c -> c >= 0x4e00 && c <= 0x9fff);
    ObjectNode body = JSON.createObjectNode();
    body.put("q", query);
    body.put("location", chinese ? "China" : "United States");
    body.put("gl", chinese ? "cn" : "us");
    body.put("hl", chinese ? "zh-cn" : "en");
    if (limit > PRESET_RESULTS) {
      body.put("num", limit);
    }
    return body.toString();
  }

  /**
   * @throws ToolException {@link FailureCode#UNREADABLE} when the answer is not JSON
   */
  static List<SearchHit> hits(String answer, int limit) {
    JsonNode root;
    try {
      root = JSON.readTree(answer);
    } catch (JsonProcessingException notJson) {
      throw new ToolException(
          FailureCode.UNREADABLE, "Serper's answer is no JSON; is base-url the address of Serper?");
    }
    List<SearchHit> hits = new ArrayList<>();
    for (JsonNode item : root.path("organic")) {
      String link = item.path("link").asText("");
      if (!link.isBlank() && hits.size() < limit) {
        String title = clean(item.path("title").asText(""));
        hits.add(
            new SearchHit(
                title.isBlank() ? link : title,
                link,
                clean(item.path("snippet").asText("")),
                text(item, "date"),
                text(item, "source")));
      }
    }
    return hits;
  }

  /**
   * @return Serper's own words about a refusal, empty where it gives none
   */
  static String message(String answer) {
    try {
      JsonNode root = JSON.readTree(answer);
      return root == null ? "" : root.path("message").asText("");
    } catch (JsonProcessingException notJson) {
      return "";
    }
  }

  private static String clean(String text) {
    return text.replace(NO_VIDEO, "").strip();
  }

  private static Optional<String> text(JsonNode item, String field) {
    return Optional.of(item.path(field).asText("").strip()).filter(s -> !s.isEmpty());
  }
}
