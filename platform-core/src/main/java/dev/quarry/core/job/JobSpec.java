package dev.quarry.core.job;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was asked for, complete: defaults are filled in.
 *
 * @param question in the user's words, not blank
 * @param mode the paradigm
 * @param toolsets names of toolsets whose tools the agent may call, at least one
 * @param corpora names of corpora that its search and page sources may read
 * @param model name of the model profile of the agent
 * @param budget what it may use up
 * @param metadata the client's own labels, kept and returned, never interpreted
 */
public record JobSpec(
    String question,
    Mode mode,
    List<String> toolsets,
    List<String> corpora,
    String model,
    Budget budget,
    Map<String, String> metadata) {
  public JobSpec {
    Objects.requireNonNull(question, "question");
    if (question.isBlank()) {
      throw new IllegalArgumentException("question is empty");
    }
    Objects.requireNonNull(mode, "mode");
    toolsets = List.copyOf(toolsets);
    corpora = List.copyOf(corpora);
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(budget, "budget");
    metadata = Map.copyOf(metadata);
  }
}
