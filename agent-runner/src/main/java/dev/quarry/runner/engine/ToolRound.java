package dev.quarry.runner.engine;

import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.PageText;
import dev.quarry.core.trajectory.Round;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.ToolEffect;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.mode.Decision;
import dev.quarry.runner.protocol.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The tool calls of one round, at once. Each result is made durable when it is there, not when all
 * are; calls whose result is recorded are not made again.
 */
final class ToolRound {
  private static final String OUTCOME_UNKNOWN = "outcome-unknown";

  private final ToolInvoker invoker;
  private final StepSink sink;
  private final WorkClock clock;
  private final EngineListener listener;
  private final String rolloutId;

  ToolRound(RolloutEngine.Parts parts) {
    this.invoker = parts.tools();
    this.sink = parts.sink();
    this.clock = parts.clock();
    this.listener = parts.listener();
    this.rolloutId = parts.rolloutId();
  }

  Trajectory run(Brief brief, Trajectory before, Decision.CallTools decision)
      throws LeaseLostException, InterruptedException {
    Trajectory now = before;
    Round round = now.rounds().getLast();
    var open = new ArrayList<ToolCallRequest>();
    for (int i = 0; i < decision.calls().size(); i++) {
      if (round.result(i).isPresent()) {
        continue;
      }
      switch (decision.calls().get(i)) {
        case Decision.PlannedCall.Refuse refused ->
            now = append(now, returned(i, refused.tool(), refusal(refused), 0));
        case Decision.PlannedCall.Invoke invoke -> {
          ToolCallRequest request =
              new ToolCallRequest(
                  round.number(),
                  i,
                  invoke.tool(),
                  invoke.argumentsJson(),
                  IdempotencyKey.of(
                      rolloutId, round.seq(), i, invoke.tool(), invoke.argumentsJson()));
          if (effect(brief, invoke.tool()) == ToolEffect.READ) {
            open.add(request);
          } else if (!started(now, round, i)) {
            now = append(now, new Step.ToolStarted(i, invoke.tool(), request.idempotencyKey()));
            open.add(request);
          } else if (effect(brief, invoke.tool()) == ToolEffect.IDEMPOTENT) {
            open.add(request);
          } else {
            now = append(now, returned(i, invoke.tool(), outcomeUnknown(), 0));
          }
        }
      }
    }
    return invokeAll(now, open);
  }

  private Trajectory invokeAll(Trajectory before, List<ToolCallRequest> requests)
      throws LeaseLostException, InterruptedException {
    Trajectory now = before;
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      CompletionService<Returned> calls = new ExecutorCompletionService<>(threads);
      requests.forEach(request -> calls.submit(() -> invoke(request)));
      for (int i = 0; i < requests.size(); i++) {
        Returned call = calls.take().get();
        now = now.plus(sink.append(now.nextSeq(), call.step(), call.pages()));
      }
      return now;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case InterruptedException interrupted -> throw interrupted;
        case LeaseLostException lost -> throw lost;
        case null, default ->
            throw new IllegalStateException(
                "a tool call failed outside its boundary", e.getCause());
      }
    } finally {
      threads.shutdownNow();
      threads.close();
    }
  }

  private record Returned(Step.ToolReturned step, List<PageText> pages) {}

  private Returned invoke(ToolCallRequest request) throws LeaseLostException, InterruptedException {
    sink.requireLease();
    listener.progress(request.round(), "calling " + request.tool());
    long started = clock.millis();
    ToolOutcome outcome = invoker.invoke(request);
    return new Returned(
        returned(request.call(), request.tool(), outcome, clock.millis() - started),
        outcome.pages());
  }

  private static Step.ToolReturned returned(
      int call, String tool, ToolOutcome outcome, long durationMs) {
    return new Step.ToolReturned(
        call,
        tool,
        outcome.failure(),
        Tags.notTheUser(outcome.content()),
        outcome.sources(),
        outcome.truncated(),
        outcome.usage(),
        durationMs);
  }

  private static ToolOutcome refusal(Decision.PlannedCall.Refuse refused) {
    return new ToolOutcome(
        refused.failure(), refused.observation(), List.of(), false, TokenUsage.NONE);
  }

  private static ToolOutcome outcomeUnknown() {
    return ToolOutcome.failed(
        OUTCOME_UNKNOWN,
        "The platform was interrupted during this call. Whether it took effect is not known; it"
            + " was not repeated. Find out before calling again.");
  }

  private static ToolEffect effect(Brief brief, String tool) {
    return brief.tools().stream()
        .filter(t -> t.name().equals(tool))
        .findFirst()
        .map(dev.quarry.core.trajectory.ToolSpec::effect)
        .orElse(ToolEffect.UNSAFE);
  }

  private static boolean started(Trajectory now, Round round, int call) {
    for (StepRecord record : now.steps().subList((int) round.seq(), now.steps().size())) {
      if (record.step() instanceof Step.ToolStarted s && s.call() == call) {
        return true;
      }
    }
    return false;
  }

  private Trajectory append(Trajectory now, Step step)
      throws LeaseLostException, InterruptedException {
    return now.plus(sink.append(now.nextSeq(), step));
  }
}
