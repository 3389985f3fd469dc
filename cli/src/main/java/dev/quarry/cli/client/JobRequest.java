package dev.quarry.cli.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job is asked for. What is null is left to the platform.
 *
 * @param corpora names of registered corpora
 * @param model name of a model profile
 * @param maxRounds budget of rounds
 */
public record JobRequest(
    String question,
    String mode,
    List<String> corpora,
    @Nullable String model,
    @Nullable Integer maxRounds) {
  public JobRequest {
    corpora = List.copyOf(corpora);
  }

  ObjectNode body() {
    ObjectNode body = Json.object().put("question", question).put("mode", mode);
    if (!corpora.isEmpty()) {
      ArrayNode names = body.putArray("corpora");
      corpora.forEach(names::add);
    }
    if (model != null) {
      body.put("model", model);
    }
    if (maxRounds != null) {
      body.putObject("budget").put("rounds", maxRounds);
    }
    return body;
  }
}
