package dev.quarry.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A named folder that is or will be indexed.
 *
 * @param json the whole answer
 */
public record CorpusView(JsonNode json) {
  public String name() {
    return json.path("name").asText();
  }

  public String path() {
    return json.path("path").asText();
  }

  /** {@code PENDING}, {@code INDEXING}, {@code READY} or {@code FAILED}. */
  public String state() {
    return json.path("state").asText();
  }

  public boolean ready() {
    return state().equals("READY");
  }

  public boolean failed() {
    return state().equals("FAILED");
  }

  /** Documents that are indexed so far. */
  public long done() {
    return pending() ? 0 : json.path("progress").path("done").asLong();
  }

  /** Documents to be indexed; 0 while not known. */
  public long total() {
    return pending() ? 0 : json.path("progress").path("total").asLong();
  }

  /** While it waits for a runner, the numbers are those of the time before. */
  private boolean pending() {
    return state().equals("PENDING");
  }

  /** The file being read; empty where it is not told. */
  public String file() {
    return json.path("progress").path("file").asText("");
  }

  public long documents() {
    return json.path("documents").asLong();
  }

  /** When the index was finished, ISO 8601; empty where there is none. */
  public String indexedAt() {
    return json.path("indexedAt").asText("");
  }

  /** Why it failed. */
  public String failure() {
    JsonNode failure = json.path("failure");
    return failure.isTextual()
        ? failure.asText()
        : failure.path("message").asText("no reason was told");
  }

  /** Files that were left out, each with its reason. */
  public List<String> skipped() {
    List<String> lines = new ArrayList<>();
    for (JsonNode skipped : json.path("skipped")) {
      if (skipped.isTextual()) {
        lines.add(skipped.asText());
      } else {
        String file = skipped.path("file").asText(skipped.path("path").asText("a file"));
        lines.add(file + ": " + skipped.path("reason").asText("no reason was told"));
      }
    }
    return List.copyOf(lines);
  }
}
