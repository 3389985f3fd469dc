package dev.quarry.runner.work;

import dev.quarry.core.job.JobFailure;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Report;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From the last step of a rollout to the end of its job. */
final class Endings {
  private Endings() {}

  /**
   * @param done a trajectory that ends in {@code ended}
   * @param writer from its answer to a report
   * @param slotSeconds how long this holder had its slot
   */
  static RolloutEnd of(Trajectory done, Function<String, Report> writer, double slotSeconds) {
    Step.Ended ended =
        done.ended().orElseThrow(() -> new IllegalStateException("the rollout has not ended"));
    Report report = ended.answer() == null ? null : writer.apply(ended.answer());
    JobState.Terminal state = state(ended, done.limitHit().isPresent());
    return new RolloutEnd(
        state,
        ended.termination(),
        ended.answer(),
        report,
        state == JobState.FAILED ? failure(ended, done) : null,
        usage(done),
        slotSeconds);
  }

  private static JobState.Terminal state(Step.Ended ended, boolean limited) {
    return switch (ended.termination()) {
      case ANSWER -> limited ? JobState.PARTIAL : JobState.SUCCEEDED;
      case CONTEXT_LIMIT_ANSWER -> JobState.PARTIAL;
      case CONTEXT_LIMIT_FORMAT_ERROR ->
          ended.answer() == null ? JobState.FAILED : JobState.PARTIAL;
      case CANCELLED -> JobState.CANCELLED;
      case CALLS_EXHAUSTED,
          ANSWER_NOT_FOUND,
          TIME_EXHAUSTED,
          MODEL_FAILED,
          POISON,
          INTERNAL_ERROR ->
          JobState.FAILED;
    };
  }

  private static JobFailure failure(Step.Ended ended, Trajectory done) {
    String limit = done.limitHit().map(hit -> " (%s)".formatted(hit.detail())).orElse("");
    return switch (ended.termination()) {
      case CALLS_EXHAUSTED, CONTEXT_LIMIT_FORMAT_ERROR ->
          new JobFailure(
              "budget-exhausted",
              "The budget was used up%s and the model gave no answer when asked for one."
                  .formatted(limit));
      case TIME_EXHAUSTED ->
          new JobFailure(
              "time-exhausted",
              "The time was used up%s and the model gave no answer when asked for one."
                  .formatted(limit));
      case ANSWER_NOT_FOUND ->
          new JobFailure(
              "answer-not-found",
              "The model neither called a tool nor answered, also after being told so.");
      case MODEL_FAILED ->
          new JobFailure(
              orElse(ended.failure(), "model-failed"),
              orElse(ended.detail(), "The model could not be asked."));
      case POISON ->
          new JobFailure(
              "poison",
              "Three runners in a row came to an end at the same step; the job is kept as it is.");
      case INTERNAL_ERROR ->
          new JobFailure(
              orElse(ended.failure(), "internal-error"),
              orElse(ended.detail(), "Something went wrong inside the platform."));
      case ANSWER, CONTEXT_LIMIT_ANSWER, CANCELLED ->
          throw new IllegalArgumentException(ended.termination() + " is no failure");
    };
  }

  private static String orElse(@Nullable String text, String other) {
    return text == null ? other : text;
  }

  private static List<RolloutEnd.UsageLine> usage(Trajectory done) {
    String agent = done.brief().map(Brief::profile).orElse("unknown");
    Map<String, RolloutEnd.UsageLine> lines = new TreeMap<>();
    for (StepRecord record : done.steps()) {
      Optional<RolloutEnd.UsageLine> line =
          switch (record.step()) {
            case Step.Drafted s -> Optional.of(line("model", agent, s.reply().usage()));
            case Step.Replied s -> Optional.of(line("model", agent, s.reply().usage()));
            case Step.ReplyRejected s -> Optional.of(line("model", agent, s.reply().usage()));
            case Step.ToolReturned s -> Optional.of(line("tool", s.tool(), s.usage()));
            case Step.Leased s -> Optional.empty();
            case Step.Opened s -> Optional.empty();
            case Step.InputRequested s -> Optional.empty();
            case Step.InputReceived s -> Optional.empty();
            case Step.ToolStarted s -> Optional.empty();
            case Step.Nudged s -> Optional.empty();
            case Step.LimitHit s -> Optional.empty();
            case Step.Ended s -> Optional.empty();
          };
      line.ifPresent(l -> lines.merge(l.kind() + ' ' + l.name(), l, Endings::sum));
    }
    return new ArrayList<>(lines.values());
  }

  private static RolloutEnd.UsageLine line(String kind, String name, TokenUsage usage) {
    return new RolloutEnd.UsageLine(kind, name, 1, usage.input(), usage.output());
  }

  private static RolloutEnd.UsageLine sum(RolloutEnd.UsageLine a, RolloutEnd.UsageLine b) {
    return new RolloutEnd.UsageLine(
        a.kind(),
        a.name(),
        a.calls() + b.calls(),
        a.inputTokens() + b.inputTokens(),
        a.outputTokens() + b.outputTokens());
  }
}
