package dev.quarry.runner.engine;

import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Preliminary;
import dev.quarry.core.trajectory.Round;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.mode.AgentMode;
import dev.quarry.runner.mode.Decision;
import dev.quarry.runner.mode.Preliminaries;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.TokenCounter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one loop. It looks at the steps so far, finds what comes next – a prompt to send, tool calls
 * whose results are missing, an end – does that, makes it durable, and looks again. Where it starts
 * makes no difference: a new rollout and one taken over in the middle go through the same code, and
 * a reply that is recorded is never asked for again.
 */
public final class RolloutEngine {
  private final AgentMode mode;
  private final ChatModel model;
  private final ToolRound tools;
  private final StepSink sink;
  private final PromptSize size;
  private final WorkClock clock;
  private final Allowance allowance;
  private final EngineListener listener;
  private final String rolloutId;

  /** What the engine works with; all of it bound to one rollout. */
  public record Parts(
      AgentMode mode,
      ChatModel model,
      ToolInvoker tools,
      StepSink sink,
      TokenCounter tokens,
      WorkClock clock,
      Allowance allowance,
      EngineListener listener,
      String rolloutId) {}

  public RolloutEngine(Parts parts) {
    this.mode = parts.mode();
    this.model = parts.model();
    this.sink = parts.sink();
    this.size = new PromptSize(parts.tokens());
    this.clock = parts.clock();
    this.allowance = parts.allowance();
    this.listener = parts.listener();
    this.rolloutId = parts.rolloutId();
    this.tools = new ToolRound(parts);
  }

  /**
   * Works until the rollout has ended, or is to leave its slot. What is wanted of it is looked at
   * between steps: a call under way is finished and recorded first, and an answer that is there is
   * an end, whatever else is wanted.
   *
   * @param soFar its steps, of which one is {@code opened}
   * @param wishes of its user, and of others for its slot
   * @throws LeaseLostException when somebody else holds the rollout now
   * @throws InterruptedException when interrupted: by a cancel, a drain or a lost lease
   * @throws PromptMismatchException when recorded prompts cannot be rebuilt
   */
  public RolloutOutcome run(Trajectory soFar, UserWishes wishes)
      throws LeaseLostException, InterruptedException {
    Brief brief =
        soFar.brief().orElseThrow(() -> new IllegalStateException("the rollout is not opened"));
    checkPrompts(brief, soFar);
    Trajectory now = soFar;
    while (now.ended().isEmpty()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("rollout " + rolloutId);
      }
      Optional<Decision> open = undone(brief, now);
      boolean ends = open.map(RolloutEngine::isEnd).orElse(false);
      if (wishes.pauseWanted() && !ends) {
        return new RolloutOutcome.Paused(now);
      }
      if (wishes.giveWay() && !ends) {
        return new RolloutOutcome.GaveWay(now);
      }
      if (open.isPresent()) {
        now = carryOut(brief, now, open.get());
        continue;
      }
      now = takeIn(now, wishes);
      Preliminaries.Next next = Preliminaries.next(brief, now);
      if (next instanceof Preliminaries.Next.Wait(Step.InputRequested request)) {
        return new RolloutOutcome.Awaiting(now, request);
      }
      now = goOn(brief, now, next);
    }
    return new RolloutOutcome.Ended(now);
  }

  private static boolean isEnd(Decision decision) {
    return switch (decision) {
      case Decision.Answer d -> true;
      case Decision.GiveUp d -> true;
      case Decision.CallTools d -> false;
      case Decision.Nudge d -> false;
      case Decision.Repair d -> false;
    };
  }

  /** Every prompt whose reply is recorded must come out of the fold as it was sent. */
  private void checkPrompts(Brief brief, Trajectory soFar) {
    for (StepRecord record : soFar.steps()) {
      Trajectory before = soFar.before(record.seq());
      boolean same =
          switch (record.step()) {
            case Step.Drafted s ->
                s.promptHash().equals(Preliminaries.prompt(brief, before, s.kind()).hash());
            case Step.Replied s -> s.promptHash().equals(mode.prompt(brief, before).hash());
            case Step.ReplyRejected s -> s.promptHash().equals(mode.prompt(brief, before).hash());
            default -> true;
          };
      if (!same) {
        throw new PromptMismatchException(record.seq());
      }
    }
  }

  /**
   * @return what the last reply leads to, as long as it is not done: calls without results, a nudge
   *     not yet told, an end not yet written
   */
  private Optional<Decision> undone(Brief brief, Trajectory now) {
    if (now.rounds().isEmpty()) {
      return Optional.empty();
    }
    Round last = now.rounds().getLast();
    Decision decision = mode.decide(brief, now.before(last.seq()), last.reply().reply());
    boolean done =
        switch (decision) {
          case Decision.CallTools d ->
              java.util.stream.IntStream.range(0, d.calls().size())
                  .allMatch(i -> last.result(i).isPresent());
          case Decision.Nudge d ->
              now.steps().subList((int) last.seq(), now.steps().size()).stream()
                  .anyMatch(s -> s.step() instanceof Step.Nudged);
          case Decision.Answer d -> false;
          case Decision.GiveUp d -> false;
          case Decision.Repair d ->
              throw new IllegalStateException("an accepted reply cannot be up for repair");
        };
    return done ? Optional.empty() : Optional.of(decision);
  }

  private Trajectory carryOut(Brief brief, Trajectory now, Decision decision)
      throws LeaseLostException, InterruptedException {
    return switch (decision) {
      case Decision.CallTools d -> tools.run(brief, now, d);
      case Decision.Nudge d -> append(now, new Step.Nudged(d.message()));
      case Decision.Answer d -> append(now, end(d.termination(), d.text(), null, null));
      case Decision.GiveUp d ->
          append(now, end(d.termination(), null, null, d.lastText().orElse(null)));
      case Decision.Repair d ->
          throw new IllegalStateException("an accepted reply cannot be up for repair");
    };
  }

  private Trajectory takeIn(Trajectory before, UserWishes wishes)
      throws LeaseLostException, InterruptedException {
    Trajectory now = before;
    for (Step.InputReceived input : wishes.inputsAfter(now.dialogue().lastInput())) {
      now = append(now, input);
    }
    return now;
  }

  private Trajectory goOn(Brief brief, Trajectory now, Preliminaries.Next next)
      throws LeaseLostException, InterruptedException {
    return switch (next) {
      case Preliminaries.Next.Ask(Step.InputRequested request) -> append(now, request);
      case Preliminaries.Next.Draft(Preliminary kind)
          when Limits.roomForDraft(brief.budget(), now.usage()) ->
          ask(brief, now, Optional.of(kind));
      case Preliminaries.Next.Draft d -> ask(brief, now, Optional.empty());
      case Preliminaries.Next.Search s -> ask(brief, now, Optional.empty());
      case Preliminaries.Next.Wait w ->
          throw new IllegalStateException("nothing follows before the answer");
    };
  }

  /**
   * @param draft what the model is to draft; empty for a round
   */
  private Trajectory ask(Brief brief, Trajectory now, Optional<Preliminary> draft)
      throws LeaseLostException, InterruptedException {
    Prompt prompt =
        draft
            .map(kind -> Preliminaries.prompt(brief, now, kind))
            .orElseGet(() -> mode.prompt(brief, now));
    boolean nothingLeft = Limits.nothingLeft(brief.budget(), now.usage());
    if (now.limitHit().isEmpty() && !nothingLeft) {
      Optional<Step.LimitHit> hit = limit(brief, now, prompt);
      if (hit.isPresent()) {
        return append(now, hit.get());
      }
    }
    if (nothingLeft) {
      return append(
          now,
          end(Termination.CALLS_EXHAUSTED, null, null, "the budget of model calls is used up"));
    }
    if (now.limitHit().isPresent()) {
      Optional<Step.LimitHit> refused =
          allowance.takeLast(now.usage(), clock.workedMillis(), size.of(prompt)::exact);
      if (refused.isPresent()) {
        return append(now, end(Termination.BUDGET_EXHAUSTED, null, null, refused.get().detail()));
      }
    }
    int round = now.rounds().size() + 1;
    sink.requireLease();
    listener.progress(
        round,
        draft
            .map(kind -> "asking %s for a %s".formatted(brief.profile(), kind.slug()))
            .orElse("asking " + brief.profile()));
    long started = clock.millis();
    ModelOutcome outcome = model.ask(prompt, rolloutId, note -> listener.progress(round, note));
    long took = clock.millis() - started;
    return switch (outcome) {
      case ModelOutcome.Reply reply ->
          append(
              now,
              draft
                  .<Step>map(kind -> new Step.Drafted(kind, prompt.hash(), reply.reply(), took))
                  .orElseGet(() -> judged(brief, now, prompt, reply.reply(), took)));
      case ModelOutcome.Failure failure ->
          append(
              now, end(Termination.MODEL_FAILED, null, failure.code().slug(), failure.message()));
    };
  }

  /** Its own limits first: what they refuse is reserved nowhere. */
  private Optional<Step.LimitHit> limit(Brief brief, Trajectory now, Prompt prompt)
      throws LeaseLostException {
    PromptSize.Size tokens = size.of(prompt);
    long worked = clock.workedMillis();
    Optional<Step.LimitHit> own = Limits.check(brief, now.usage(), tokens, worked);
    return own.isPresent() ? own : allowance.take(now.usage(), worked, tokens::exact);
  }

  private Step judged(Brief brief, Trajectory now, Prompt prompt, ModelReply reply, long took) {
    return mode.decide(brief, now, reply) instanceof Decision.Repair repair
        ? new Step.ReplyRejected(prompt.hash(), reply, repair.reason(), took)
        : new Step.Replied(prompt.hash(), reply, took);
  }

  private static Step.Ended end(
      Termination termination,
      @Nullable String answer,
      @Nullable String failure,
      @Nullable String detail) {
    return new Step.Ended(termination, answer, failure, detail);
  }

  private Trajectory append(Trajectory now, Step step)
      throws LeaseLostException, InterruptedException {
    return now.plus(sink.append(now.nextSeq(), step));
  }
}
