package dev.quarry.runner.work;

import dev.quarry.core.job.JobFailure;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Report;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.Trajectory;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From the last step of a rollout to the end of its job. */
final class Endings {
  private static final String MODEL = "model";

  private Endings() {}

  /**
   * @param done a trajectory that ends in {@code ended}
   * @param writer from its answer to a report
   */
  static RolloutEnd of(Trajectory done, Function<String, Report> writer) {
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
        use(done));
  }

  private static JobState.Terminal state(Step.Ended ended, boolean limited) {
    return switch (ended.termination()) {
      case ANSWER -> limited ? JobState.PARTIAL : JobState.SUCCEEDED;
      case CONTEXT_LIMIT_ANSWER, BUDGET_ANSWER -> JobState.PARTIAL;
      case CONTEXT_LIMIT_FORMAT_ERROR ->
          ended.answer() == null ? JobState.FAILED : JobState.PARTIAL;
      case CANCELLED -> JobState.CANCELLED;
      case CALLS_EXHAUSTED,
          BUDGET_EXHAUSTED,
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
      case BUDGET_EXHAUSTED ->
          new JobFailure(
              "tenant-budget-exhausted",
              "The search was stopped by a budget%s, and there is no answer. %s"
                  .formatted(limit, orElse(ended.detail(), ""))
                  .strip());
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
      case ANSWER, CONTEXT_LIMIT_ANSWER, BUDGET_ANSWER, CANCELLED ->
          throw new IllegalArgumentException(ended.termination() + " is no failure");
    };
  }

  private static String orElse(@Nullable String text, String other) {
    return text == null ? other : text;
  }

  /** What the steps so far have used up, and the time in which they came about. */
  static RolloutUse use(Trajectory soFar) {
    String agent = soFar.brief().map(Brief::profile).orElse("unknown");
    Map<String, RolloutUse.Line> lines = new TreeMap<>();
    if (soFar.brief().isPresent()) {
      add(lines, new RolloutUse.Line(MODEL, agent, 0, 0, 0, 0));
    }
    for (StepRecord record : soFar.steps()) {
      switch (record.step()) {
        case Step.Drafted s -> add(lines, line(MODEL, agent, s.reply().usage()));
        case Step.Replied s -> add(lines, line(MODEL, agent, s.reply().usage()));
        case Step.ReplyRejected s -> add(lines, line(MODEL, agent, s.reply().usage()));
        case Step.ToolReturned s -> add(lines, line("tool", s.tool(), s.usage()));
        case Step.Leased s -> {}
        case Step.Opened s -> {}
        case Step.InputRequested s -> {}
        case Step.InputReceived s -> {}
        case Step.ToolStarted s -> {}
        case Step.Nudged s -> {}
        case Step.LimitHit s -> {}
        case Step.Ended s -> {}
      }
    }
    return new RolloutUse(new ArrayList<>(lines.values()), WorkedTime.between(soFar));
  }

  private static void add(Map<String, RolloutUse.Line> lines, RolloutUse.Line line) {
    lines.merge(line.kind() + ' ' + line.name(), line, Endings::sum);
  }

  private static RolloutUse.Line line(String kind, String name, TokenUsage usage) {
    return new RolloutUse.Line(kind, name, 1, usage.input(), usage.output(), usage.micros());
  }

  private static RolloutUse.Line sum(RolloutUse.Line a, RolloutUse.Line b) {
    return new RolloutUse.Line(
        a.kind(),
        a.name(),
        a.calls() + b.calls(),
        a.inputTokens() + b.inputTokens(),
        a.outputTokens() + b.outputTokens(),
        a.costMicros() + b.costMicros());
  }
}
