package dev.quarry.core.trajectory;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.quarry.core.job.Termination;
import java.util.List;
import java.util.Optional;

/**
 * A rollout as one line of the result files of Tongyi DeepResearch's inference code, for tools that
 * read those: {@link Result} when the search came to an end of its own, {@link Failure} otherwise.
 */
public sealed interface UpstreamRow {
  /** How the published code words what broke off a rollout. */
  String ERROR_PREFIX = "Future resolution failed: ";

  /** One chat message; roles are {@code user} and {@code assistant}. */
  @JsonPropertyOrder({"role", "content"})
  record Message(String role, String content) {}

  /**
   * A search that ended.
   *
   * @param answer the reference answer of a data set, empty where there is none
   * @param prediction what the model answered, or the published words for no answer
   * @param termination in the published words
   */
  @JsonPropertyOrder({"question", "answer", "messages", "prediction", "termination"})
  record Result(
      String question, String answer, List<Message> messages, String prediction, String termination)
      implements UpstreamRow {
    public Result {
      messages = List.copyOf(messages);
    }
  }

  /**
   * A search that broke off.
   *
   * @param rolloutIdx from 1
   * @param messages always empty
   */
  @JsonPropertyOrder({
    "question",
    "answer",
    "rollout_idx",
    "rollout_id",
    "error",
    "messages",
    "prediction"
  })
  record Failure(
      String question,
      String answer,
      @JsonProperty("rollout_idx") int rolloutIdx,
      @JsonProperty("rollout_id") String rolloutId,
      String error,
      List<Message> messages,
      String prediction)
      implements UpstreamRow {
    public Failure {
      messages = List.copyOf(messages);
    }
  }

  /**
   * What a row says of its rollout beside the steps.
   *
   * @param ordinal from 0
   * @param rolloutId its id
   * @param question as it was asked
   * @param answer the reference answer, empty where there is none
   * @param failure why it broke off, in words; used where the steps do not tell
   */
  record Header(int ordinal, String rolloutId, String question, String answer, String failure) {}

  /**
   * @param trajectory all steps of an ended rollout; without an end among them it broke off
   */
  static UpstreamRow of(Header header, Trajectory trajectory) {
    Optional<Step.Ended> ended = trajectory.ended();
    if (ended.isEmpty() || brokeOff(ended.get().termination())) {
      String detail = ended.map(Step.Ended::detail).orElse(header.failure());
      return new Failure(
          header.question(),
          header.answer(),
          header.ordinal() + 1,
          header.rolloutId(),
          ERROR_PREFIX + detail,
          List.of(),
          Termination.INTERNAL_ERROR.upstreamPrediction());
    }
    Termination termination = ended.get().termination();
    List<Message> messages = UpstreamMessages.of(header.question(), trajectory);
    return new Result(
        header.question(),
        header.answer(),
        messages,
        prediction(ended.get(), messages),
        termination.upstream());
  }

  private static String prediction(Step.Ended ended, List<Message> messages) {
    if (ended.termination() == Termination.CONTEXT_LIMIT_FORMAT_ERROR) {
      // Published: all that the model wrote last, thinking and calls included.
      return messages.getLast().content();
    }
    String answer = ended.answer();
    return answer == null ? ended.termination().upstreamPrediction() : answer;
  }

  private static boolean brokeOff(Termination termination) {
    return switch (termination) {
      case MODEL_FAILED, POISON, INTERNAL_ERROR, CANCELLED -> true;
      case ANSWER,
          CONTEXT_LIMIT_ANSWER,
          CONTEXT_LIMIT_FORMAT_ERROR,
          CALLS_EXHAUSTED,
          BUDGET_ANSWER,
          BUDGET_EXHAUSTED,
          ANSWER_NOT_FOUND,
          TIME_EXHAUSTED ->
          false;
    };
  }

  /**
   * @return the row as JSON on one line, other alphabets unescaped
   */
  default String toJson() {
    try {
      return UpstreamMessages.JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("row cannot be written as JSON", e);
    }
  }
}
