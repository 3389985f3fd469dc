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
 * @param project slug of a project
 * @param maxRounds budget of rounds
 * @param clarify whether the agent may ask one question first
 * @param approvePlan whether its plan is to be approved first
 * @param priority among the tenant's own jobs that wait
 * @param notBefore when it may start, ISO 8601; null for at once
 */
public record JobRequest(
    String question,
    String mode,
    List<String> corpora,
    @Nullable String model,
    @Nullable String project,
    @Nullable Integer maxRounds,
    boolean clarify,
    boolean approvePlan,
    int priority,
    @Nullable String notBefore) {
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
    if (project != null) {
      body.put("project", project);
    }
    if (maxRounds != null) {
      body.putObject("budget").put("rounds", maxRounds);
    }
    if (clarify) {
      body.put("clarify", true);
    }
    if (approvePlan) {
      body.put("approvePlan", true);
    }
    if (priority != 0) {
      body.put("priority", priority);
    }
    if (notBefore != null) {
      body.put("notBefore", notBefore);
    }
    return body;
  }
}
