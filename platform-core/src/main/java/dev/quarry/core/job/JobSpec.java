package dev.quarry.core.job;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for, complete: defaults are filled in. A specification that was stored before a
 * field came has its default: no for what is asked of the user, forever for the retention.
 *
 * @param question in the user's words, not blank
 * @param mode the paradigm
 * @param toolsets names of toolsets whose tools the agent may call, at least one
 * @param corpora names of corpora that its search and page sources may read
 * @param model name of the model profile of the agent
 * @param budget what it may use up
 * @param metadata the client's own labels, kept and returned, never interpreted
 * @param clarify whether the agent may ask its user one question before the first round
 * @param approvePlan whether the agent writes a plan first and waits for its user to approve it
 * @param retentionDays days from the end of the job until it is deleted with all its data, 1–3650;
 *     null for never
 */
public record JobSpec(
    String question,
    Mode mode,
    List<String> toolsets,
    List<String> corpora,
    String model,
    Budget budget,
    Map<String, String> metadata,
    boolean clarify,
    boolean approvePlan,
    @Nullable Integer retentionDays) {
  /** Ten years. */
  public static final int MAX_RETENTION_DAYS = 3650;

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
    if (retentionDays != null && (retentionDays < 1 || retentionDays > MAX_RETENTION_DAYS)) {
      throw new IllegalArgumentException(
          "retentionDays is %d; accepted are 1 to %d".formatted(retentionDays, MAX_RETENTION_DAYS));
    }
  }
}
