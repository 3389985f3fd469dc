package dev.quarry.runner.engine;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.ContextLimits;
import dev.quarry.core.trajectory.InputKind;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.PageText;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Sampling;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.core.trajectory.ToolEffect;
import dev.quarry.core.trajectory.ToolSpec;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.mode.AgentMode;
import dev.quarry.runner.mode.IterResearchMode;
import dev.quarry.runner.mode.ReActMode;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.ModelFailureCode;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.TokenCounter;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A rollout in memory: scripted replies, tools as functions, a journal that is a list. */
public final class FakeRollout {
  /** Four characters a token: pure, like the real counter. */
  public static final TokenCounter TOKENS =
      new TokenCounter() {
        @Override
        public int count(String text) {
          return (text.length() + 3) / 4;
        }

        @Override
        public String truncate(String text, int maxTokens) {
          return text.length() <= maxTokens * 4 ? text : text.substring(0, maxTokens * 4);
        }
      };

  /** Each letter a token. */
  public static final TokenCounter LETTERS =
      new TokenCounter() {
        @Override
        public int count(String text) {
          return text.length();
        }

        @Override
        public String truncate(String text, int maxTokens) {
          return text.substring(0, Math.min(text.length(), maxTokens));
        }
      };

  public final List<Prompt> prompts = new CopyOnWriteArrayList<>();
  public final List<StepRecord> journal = new ArrayList<>();
  public final List<ToolCallRequest> toolCalls = new CopyOnWriteArrayList<>();
  public long workedMillis;
  public int appendsUntilCrash = Integer.MAX_VALUE;
  public int stepsUntilTheLeaseIsDoubtful = Integer.MAX_VALUE;

  /** What tenant and project leave. */
  public Allowance allowance = Allowance.UNLIMITED;

  /** Whether the user wants a pause. */
  public boolean pause;

  /** Whether others are to have its slot. */
  public boolean giveWay;

  /** What the user has sent so far. */
  public final List<Step.InputReceived> inputs = new CopyOnWriteArrayList<>();

  /** Told each step that is durable. */
  public Consumer<Step> watch = step -> {};

  private final Deque<ModelOutcome> replies = new ArrayDeque<>();
  private Function<ToolCallRequest, ToolOutcome> tool =
      call ->
          new ToolOutcome(
              null, "result of " + call.argumentsJson(), List.of(), false, TokenUsage.NONE);
  private Mode mode = Mode.REACT;
  private Protocol protocol = Protocol.TAGS;
  private Budget budget = Budget.standard(Mode.REACT);
  private ContextLimits context = new ContextLimits(131_072, 112_640, 32_000, 6_000);
  private ToolEffect effect = ToolEffect.READ;
  private Sampling sampling = new Sampling(0.6, 0.95, 1.1, 10_000, List.of(), true);
  private String question = "Who built it?";
  private boolean clarify;
  private boolean approvePlan;
  private @Nullable ChatModel model;
  private TokenCounter tokens = TOKENS;

  /** The process ended in the middle of an append. */
  public static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  public FakeRollout mode(Mode other) {
    mode = other;
    return this;
  }

  public FakeRollout protocol(Protocol other) {
    protocol = other;
    return this;
  }

  public FakeRollout budget(Budget other) {
    budget = other;
    return this;
  }

  public FakeRollout context(ContextLimits other) {
    context = other;
    return this;
  }

  public FakeRollout question(String other) {
    question = other;
    return this;
  }

  public FakeRollout clarify() {
    clarify = true;
    return this;
  }

  public FakeRollout approvePlan() {
    approvePlan = true;
    return this;
  }

  public FakeRollout tokens(TokenCounter other) {
    tokens = other;
    return this;
  }

  /** A real model instead of the script. */
  public FakeRollout model(ChatModel other) {
    model = other;
    return this;
  }

  public FakeRollout effect(ToolEffect other) {
    effect = other;
    return this;
  }

  public FakeRollout tool(Function<ToolCallRequest, ToolOutcome> other) {
    tool = other;
    return this;
  }

  public FakeRollout sampling(Sampling other) {
    sampling = other;
    return this;
  }

  public FakeRollout replies(String... contents) {
    Arrays.stream(contents).forEach(c -> reply(c, List.of()));
    return this;
  }

  public FakeRollout reply(String content, List<NativeCall> calls) {
    replies.add(
        new ModelOutcome.Reply(
            new ModelReply(content, null, calls, "stop", new TokenUsage(100, 10, true), "script")));
    return this;
  }

  public FakeRollout reasoning(String reasoning, String content) {
    replies.add(
        new ModelOutcome.Reply(
            new ModelReply(
                content, reasoning, List.of(), "stop", new TokenUsage(100, 10, true), "script")));
    return this;
  }

  /** What the model says when it is asked again comes next, not last. */
  public void lastReplyFirst() {
    replies.addFirst(replies.removeLast());
  }

  public FakeRollout failure(ModelFailureCode code) {
    replies.add(new ModelOutcome.Failure(code, "scripted", null));
    return this;
  }

  public Brief brief() {
    return new Brief(
        question,
        mode,
        LocalDate.of(2026, 11, 22),
        "scripted",
        "scripted",
        protocol,
        sampling,
        context,
        List.of(
            new ToolSpec(
                "search",
                "Searches.",
                "{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"array\"}}}",
                effect,
                "web",
                "toolset-web@1")),
        "hash",
        budget,
        1,
        clarify,
        approvePlan);
  }

  public AgentMode agentMode() {
    return switch (mode) {
      case REACT -> new ReActMode();
      case ITER_RESEARCH -> new IterResearchMode(tokens);
    };
  }

  /** Runs until the end; a second call is a takeover by another process. */
  public Trajectory run() throws InterruptedException {
    return work().trajectory();
  }

  /** The user sends a message. */
  public void says(InputKind kind, String message, boolean approved) {
    inputs.add(new Step.InputReceived(inputs.size() + 1, kind, message, approved));
  }

  /** Works as far as it goes; a second call is a takeover by another process. */
  public RolloutOutcome work() throws InterruptedException {
    lease();
    if (trajectory().brief().isEmpty()) {
      append(trajectory().nextSeq(), new Step.Opened(brief()));
    }
    try {
      return new RolloutEngine(
              new RolloutEngine.Parts(
                  agentMode(),
                  (prompt, key) -> {
                    prompts.add(prompt);
                    ChatModel real = model;
                    return real == null ? replies.removeFirst() : real.ask(prompt, key);
                  },
                  call -> {
                    toolCalls.add(call);
                    return tool.apply(call);
                  },
                  sink(),
                  tokens,
                  clock(),
                  allowance,
                  (round, note) -> {},
                  new UUID(0, 1).toString()))
          .run(trajectory(), wishes());
    } catch (LeaseLostException e) {
      throw new AssertionError(e);
    }
  }

  public Step.Ended end() throws InterruptedException {
    return run().ended().orElseThrow();
  }

  public Trajectory trajectory() {
    return Trajectory.of(journal);
  }

  private void lease() {
    long epoch = journal.stream().filter(s -> s.step() instanceof Step.Leased).count() + 1;
    journal.add(
        new StepRecord(
            journal.size() + 1L,
            epoch,
            Instant.EPOCH,
            new Step.Leased(epoch, "runner-" + epoch, "test", (int) epoch)));
  }

  private StepSink sink() {
    return new StepSink() {
      @Override
      public StepRecord append(long seq, Step step, List<PageText> pages) {
        return FakeRollout.this.append(seq, step);
      }

      @Override
      public void requireLease() throws LeaseLostException {
        if (journal.size() >= stepsUntilTheLeaseIsDoubtful) {
          throw new LeaseLostException(new UUID(0, 1), "no heartbeat");
        }
      }
    };
  }

  private synchronized StepRecord append(long seq, Step step) {
    if (appendsUntilCrash-- <= 0) {
      throw new Crash();
    }
    var record = new StepRecord(seq, 1, Instant.EPOCH, step);
    journal.add(record);
    watch.accept(step);
    return record;
  }

  private UserWishes wishes() {
    return new UserWishes() {
      @Override
      public boolean pauseWanted() {
        return pause;
      }

      @Override
      public boolean giveWay() {
        return giveWay;
      }

      @Override
      public List<Step.InputReceived> inputsAfter(int ordinal) {
        return inputs.stream().filter(i -> i.ordinal() > ordinal).toList();
      }
    };
  }

  private WorkClock clock() {
    return new WorkClock() {
      @Override
      public long workedMillis() {
        return workedMillis;
      }

      @Override
      public long millis() {
        return 0;
      }
    };
  }
}
