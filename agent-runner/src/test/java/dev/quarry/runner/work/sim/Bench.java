package dev.quarry.runner.work.sim;

import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.Mode;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.ContextLimits;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.PageText;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Sampling;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.ToolEffect;
import dev.quarry.core.trajectory.ToolSpec;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.Allowance;
import dev.quarry.runner.engine.FakeRollout;
import dev.quarry.runner.engine.RolloutEngine;
import dev.quarry.runner.engine.StepSink;
import dev.quarry.runner.engine.ToolCallRequest;
import dev.quarry.runner.engine.ToolOutcome;
import dev.quarry.runner.engine.WorkClock;
import dev.quarry.runner.mode.AgentMode;
import dev.quarry.runner.mode.IterResearchMode;
import dev.quarry.runner.mode.Preliminaries;
import dev.quarry.runner.mode.ReActMode;
import dev.quarry.runner.model.ModelFailureCode;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.work.sim.Script.Trouble;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What a simulated process researches with: the real modes, a scripted model, three tools. */
public final class Bench {
  private static final List<ToolSpec> TOOLS =
      List.of(
          tool("look", ToolEffect.READ),
          tool("put", ToolEffect.IDEMPOTENT),
          tool("send", ToolEffect.UNSAFE));

  private final World world;
  private final Host host;
  private final Scheduler.Process process;

  Bench(World world, Host host, Scheduler.Process process) {
    this.world = world;
    this.host = host;
    this.process = process;
  }

  private static ToolSpec tool(String name, ToolEffect effect) {
    return new ToolSpec(
        name,
        "Simulated.",
        "{\"type\":\"object\",\"properties\":{\"q\":{\"type\":\"string\"}}}",
        effect,
        "simulated",
        "simulated@1");
  }

  static AgentMode mode(Mode mode) {
    return switch (mode) {
      case REACT -> new ReActMode();
      case ITER_RESEARCH -> new IterResearchMode(FakeRollout.TOKENS);
    };
  }

  /**
   * @return the prompt that belongs to a step, made of the steps before it; empty when it has none
   */
  static Optional<Prompt> rebuilt(Brief brief, Trajectory before, Step step) {
    return switch (step) {
      case Step.Drafted s -> Optional.of(Preliminaries.prompt(brief, before, s.kind()));
      case Step.Replied s -> Optional.of(mode(brief.mode()).prompt(brief, before));
      case Step.ReplyRejected s -> Optional.of(mode(brief.mode()).prompt(brief, before));
      default -> Optional.empty();
    };
  }

  public Brief brief(JobSpec spec) {
    return new Brief(
        spec.question(),
        spec.mode(),
        LocalDate.of(2026, 11, 22),
        "scripted",
        "scripted",
        Protocol.valueOf(spec.model()),
        new Sampling(0.6, null, null, null, List.of(), false),
        new ContextLimits(131_072, 112_640, 32_000, 6_000),
        TOOLS,
        "hash",
        spec.budget(),
        1,
        spec.clarify(),
        spec.approvePlan());
  }

  /** The engine's parts, each step that is reported durable being looked at. */
  public RolloutEngine.Parts parts(Lease lease, Trajectory opened, StepSink sink, WorkClock clock) {
    world.acts().opens(lease);
    Brief brief = opened.brief().orElseThrow();
    return new RolloutEngine.Parts(
        world.planted().mode(mode(brief.mode()), lease),
        world.planted().model((prompt, key) -> ask(lease, prompt), lease),
        world.planted().tools(call -> call(lease, call), lease),
        new StepSink() {
          @Override
          public StepRecord append(long seq, Step step, List<PageText> pages)
              throws LeaseLostException, InterruptedException {
            StepRecord record = sink.append(seq, step, pages);
            world.acts().durable(lease, record);
            return record;
          }

          @Override
          public void requireLease() throws LeaseLostException {
            sink.requireLease();
          }
        },
        FakeRollout.TOKENS,
        clock,
        Allowance.UNLIMITED,
        (round, note) -> {},
        lease.rolloutId().toString());
  }

  private ModelOutcome ask(Lease lease, Prompt prompt) throws InterruptedException {
    var model = new ScriptedModel(world.plan(lease.jobId()));
    Trouble trouble = model.plan().script().trouble();
    boolean troubled = trouble != Trouble.NONE && model.last(prompt);
    begin(Port.MODEL, lease, "to ask the model");
    world.acts().asks(lease, prompt.hash());
    world.turns().asks(lease);
    return await(
        Port.MODEL,
        lease,
        host.dice().millis(200, host.dice().oneIn(8) ? 40_000 : 6_000),
        () -> {
          if (troubled && trouble == Trouble.POISON) {
            if (!process.gone()) {
              host.crash(host.dice().millis(500, 10_000));
            }
            return null;
          }
          return troubled
              ? new ModelOutcome.Failure(ModelFailureCode.UNREACHABLE, "scripted", null)
              : new ModelOutcome.Reply(model.reply(prompt, world.nextSample()));
        });
  }

  private ToolOutcome call(Lease lease, ToolCallRequest call) throws InterruptedException {
    ToolEffect effect =
        TOOLS.stream()
            .filter(t -> t.name().equals(call.tool()))
            .map(ToolSpec::effect)
            .findFirst()
            .orElseThrow();
    begin(Port.TOOL, lease, "to call " + call.tool());
    world.acts().calls(lease, call);
    return await(
        Port.TOOL,
        lease,
        host.dice().millis(20, host.dice().oneIn(8) ? 40_000 : 4_000),
        () -> {
          world.acts().takesEffect(lease, call, effect);
          return new ToolOutcome(
              null,
              "%s by %s: found %d".formatted(call.argumentsJson(), call.tool(), world.nextSample()),
              List.of(),
              false,
              new TokenUsage(5, 1, true));
        });
  }

  private void begin(Port port, Lease lease, String what) throws InterruptedException {
    world.contact();
    if (Thread.interrupted()) {
      throw new InterruptedException(port + " is not begun");
    }
    world.acts().begins(lease, host, what);
    world.note(
        "%s %s@%d begins %s"
            .formatted(process.name(), world.name(lease.rolloutId()), lease.epoch(), what));
  }

  /** What happens out there. */
  @FunctionalInterface
  private interface Effect<T> {
    /**
     * @return the answer; null when none will come
     */
    @Nullable T happens();
  }

  private <T> T await(Port port, Lease lease, Duration takes, Effect<T> effect)
      throws InterruptedException {
    Host.Contact contact = host.contact(port);
    var answer = new CompletableFuture<T>();
    world.after(
        takes.dividedBy(2),
        () -> {
          T result = effect.happens();
          host.done(contact);
          if (result != null) {
            world.after(takes.dividedBy(2), () -> answer.complete(result));
          }
        });
    Acts.Waiting waiting = world.acts().waits(lease, host, process);
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } finally {
      world.acts().waitsNoMore(waiting);
    }
  }
}
