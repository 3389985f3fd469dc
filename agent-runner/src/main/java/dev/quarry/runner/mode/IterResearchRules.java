package dev.quarry.runner.mode;

import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Limit;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.protocol.CallProtocol;
import dev.quarry.runner.protocol.ParsedCall;
import dev.quarry.runner.protocol.ParsedReply;
import dev.quarry.runner.protocol.Tags;
import java.util.List;
import java.util.Optional;

/**
 * What a reply of an IterResearch round leads to. A reply in the wrong form is asked for again, in
 * all {@link #FORMAT_TRIES} times; the last one is then taken as it is.
 */
final class IterResearchRules {
  /** Tries at one round's form (published reproduction: 5). */
  static final int FORMAT_TRIES = 5;

  private IterResearchRules() {}

  static Decision decide(Brief brief, Trajectory soFar, ModelReply reply) {
    ParsedReply parsed = CallProtocol.of(brief.protocol()).parse(reply);
    Optional<Limit> limit = soFar.limitHit().map(Step.LimitHit::limit);
    if (mayAskAgain(brief, soFar)) {
      Optional<String> problem = problem(soFar, parsed, limit.isPresent());
      if (problem.isPresent()) {
        return new Decision.Repair(problem.get() + cutOff(brief, reply));
      }
    }
    if (parsed.answer().isPresent()) {
      return new Decision.Answer(
          parsed.answer().get(), limit.map(LimitWords::withAnswer).orElse(Termination.ANSWER));
    }
    if (limit.isPresent()) {
      return new Decision.GiveUp(LimitWords.withoutAnswer(limit.get()), nonEmpty(parsed.text()));
    }
    return parsed.calls().isEmpty()
        ? ending(parsed)
        : call(brief, parsed.calls().getFirst(), parsed);
  }

  /** A reply that would be the last one in the budget is better taken as it is than lost. */
  private static boolean mayAskAgain(Brief brief, Trajectory soFar) {
    return Tail.rejections(soFar).size() < FORMAT_TRIES - 1
        && soFar.usage().modelCalls() + 1 < brief.budget().modelCalls();
  }

  /** What is wrong with the form, if anything, in words for the model. */
  private static Optional<String> problem(Trajectory soFar, ParsedReply parsed, boolean last) {
    if (parsed.report().isEmpty()) {
      return Optional.of("there is no report between <report> and </report>.");
    }
    if (last) {
      // A call in the last round is not a matter of form: the model was told that it cannot.
      return parsed.answer().isEmpty() && parsed.calls().isEmpty()
          ? Optional.of("there is no answer between <answer> and </answer>.")
          : Optional.empty();
    }
    if (soFar.rounds().isEmpty() && parsed.calls().isEmpty()) {
      return Optional.of("the first round must call a tool and cannot answer yet.");
    }
    if (parsed.answer().isPresent()) {
      return Optional.empty();
    }
    if (parsed.calls().isEmpty()) {
      return Optional.of("there is neither a tool call nor an answer.");
    }
    return parsed.calls().getFirst() instanceof ParsedCall.Broken broken
        ? Optional.of("the tool call cannot be read. " + broken.problem())
        : Optional.empty();
  }

  /** A cap of tokens can cut a report in the middle, which the model cannot know. */
  private static String cutOff(Brief brief, ModelReply reply) {
    Integer cap = brief.sampling().maxTokens();
    if (!reply.finishReason().equals("length")) {
      return "";
    }
    return " The message was cut off at the limit%s; write less."
        .formatted(cap == null ? "" : " of %d tokens".formatted(cap));
  }

  private static Decision call(Brief brief, ParsedCall call, ParsedReply parsed) {
    return switch (call) {
      // A round without a call that can be read ends the run.
      case ParsedCall.Broken broken -> ending(parsed);
      case ParsedCall.Valid valid when ReActMode.offered(brief, valid.name()) ->
          new Decision.CallTools(
              List.of(new Decision.PlannedCall.Invoke(valid.name(), valid.argumentsJson())));
      case ParsedCall.Valid valid ->
          new Decision.CallTools(
              List.of(
                  new Decision.PlannedCall.Refuse(
                      valid.name(), "unknown-tool", "No such tool (%s).".formatted(valid.name()))));
    };
  }

  /** What can be read of the text, for want of an answer in its tags. */
  private static Decision ending(ParsedReply parsed) {
    return nonEmpty(Tags.prose(parsed.text()))
        .<Decision>map(text -> new Decision.Answer(text, Termination.ANSWER))
        .orElseGet(
            () -> new Decision.GiveUp(Termination.ANSWER_NOT_FOUND, nonEmpty(parsed.text())));
  }

  private static Optional<String> nonEmpty(String text) {
    return Optional.of(text).filter(t -> !t.isEmpty());
  }
}
