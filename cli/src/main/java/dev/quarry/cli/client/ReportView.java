package dev.quarry.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The report of a job.
 *
 * @param json the whole answer
 */
public record ReportView(JsonNode json) {
  /**
   * A reference to a place in a stored page.
   *
   * @param n the number in the text, from 1
   * @param quote what is claimed to stand there; empty when none was given
   * @param verified whether the platform found the quote in the stored text
   */
  public record Citation(int n, String url, String title, String quote, boolean verified) {}

  public String markdown() {
    return json.path("markdown").asText();
  }

  public List<Citation> citations() {
    List<Citation> citations = new ArrayList<>();
    for (JsonNode c : json.path("citations")) {
      citations.add(
          new Citation(
              c.path("n").asInt(),
              c.path("url").asText(),
              c.path("title").asText(),
              c.path("quote").asText(),
              c.path("verified").asBoolean()));
    }
    return List.copyOf(citations);
  }
}
