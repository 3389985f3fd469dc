package dev.quarry.runner.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Termination;
import dev.quarry.core.queue.Leases;
import dev.quarry.core.queue.Parked;
import dev.quarry.core.trajectory.InputKind;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Price;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.runner.engine.FakeRollout;
import dev.quarry.runner.model.ApiKey;
import dev.quarry.runner.model.CallLimits;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.Dialect;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.Provider;
import dev.quarry.runner.model.ProviderRate;
import dev.quarry.runner.model.RetryPolicy;
import dev.quarry.runner.model.SamplingDefaults;
import dev.quarry.runner.model.ThinkMode;
import dev.quarry.runner.model.completions.ChatCompletionsModel;
import dev.quarry.runner.testing.ReplyScript;
import dev.quarry.runner.testing.ScriptedModelServer;
import dev.quarry.runner.testing.ScriptedReply;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.SynchronousQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What reaches a runner of its user's wishes, by the control topic and by the heartbeat. */
@Timeout(60)
class UserControlTest {
  private static final String CALL =
      "<tool_call>{\"name\": \"search\", \"arguments\": {\"query\": [\"a\"]}}</tool_call>";
  private static final String ANSWER = "<answer>Stevenson</answer>";

  /** A model that the test speaks for: each request waits until a reply is put in. */
  private static final class Puppet implements ChatModel {
    private final SynchronousQueue<String> replies = new SynchronousQueue<>();
    private final List<Prompt> asked = new CopyOnWriteArrayList<>();

    @Override
    public ModelOutcome ask(Prompt prompt, String stickyKey) throws InterruptedException {
      asked.add(prompt);
      return new ModelOutcome.Reply(
          new ModelReply(replies.take(), null, List.of(), "stop", TokenUsage.NONE, "puppet"));
    }

    void awaitRequest(int number) throws InterruptedException {
      for (int i = 0; i < 2_000 && asked.size() < number; i++) {
        Thread.sleep(10);
      }
      assertThat(asked).hasSizeGreaterThanOrEqualTo(number);
    }
  }

  @Test
  void controlRecordPausesOnceTheReplyUnderWayIsRecorded() throws Exception {
    var model = new Puppet();
    try (var rollout = new OneRollout(model)) {
      // Given
      rollout.slots.fill();
      model.awaitRequest(1);

      // When
      rollout.control("pause", OneRollout.JOB);
      assertThat(rollout.left).isEmpty();
      model.replies.put(CALL);

      // Then
      assertThat(rollout.left()).isEqualTo("paused");
      assertThat(rollout.trajectory().steps().getLast().step()).isInstanceOf(Step.Replied.class);
      assertThat(rollout.end()).isEmpty();

      // When it is resumed, then it goes on where it was
      rollout.requeue();
      rollout.slots.fill();
      model.replies.put(ANSWER);
      assertThat(rollout.left()).isEqualTo("ended SUCCEEDED");
      assertThat(model.asked).hasSize(2);
    }
  }

  @Test
  void heartbeatTellsThePauseAsWell() throws Exception {
    var model = new Puppet();
    try (var rollout = new OneRollout(model)) {
      rollout.slots.fill();
      model.awaitRequest(1);

      rollout.wishes = new Leases.Wishes(false, true, 0);
      rollout.heartbeat.beat();
      model.replies.put(CALL);

      assertThat(rollout.left()).isEqualTo("paused");
    }
  }

  @Test
  void heartbeatTellsToGiveWayAndTheCallUnderWayIsRecordedFirst() throws Exception {
    var model = new Puppet();
    try (var rollout = new OneRollout(model)) {
      // Given
      rollout.slots.fill();
      model.awaitRequest(1);

      // When
      rollout.wishes = new Leases.Wishes(false, false, 0, true);
      rollout.heartbeat.beat();
      model.replies.put(CALL);

      // Then
      assertThat(rollout.left()).isEqualTo("handed back");
      assertThat(rollout.end()).isEmpty();
      assertThat(rollout.trajectory().steps().getLast().step()).isInstanceOf(Step.Replied.class);
      assertThat(rollout.use.lines()).isNotEmpty();
      assertThat(rollout.metrics.counter("quarry.runner.gave.way").count()).isEqualTo(1);
    }
  }

  @Test
  void whoNeedNotGiveWayAnyMoreGoesOn() throws Exception {
    var model = new Puppet();
    try (var rollout = new OneRollout(model)) {
      rollout.slots.fill();
      model.awaitRequest(1);
      rollout.wishes = new Leases.Wishes(false, false, 0, true);
      rollout.heartbeat.beat();

      rollout.wishes = Leases.Wishes.NONE;
      rollout.heartbeat.beat();
      model.replies.put(CALL);
      model.replies.put(ANSWER);

      assertThat(rollout.left()).isEqualTo("ended SUCCEEDED");
    }
  }

  @Test
  void pauseThatTheDatabaseKnowsNothingOfDoesNotStopTheWork() throws Exception {
    var model = new Puppet();
    try (var rollout = new OneRollout(model)) {
      // Given a record that comes when its user has resumed already
      rollout.parked = Parked.RESUMED;
      rollout.slots.fill();
      model.awaitRequest(1);
      rollout.control("pause", OneRollout.JOB);

      // When
      model.replies.put(CALL);
      model.replies.put(ANSWER);

      // Then
      assertThat(rollout.left()).isEqualTo("ended SUCCEEDED");
    }
  }

  @Test
  void cancelWinsOverAPause() throws Exception {
    var model = new Puppet();
    try (var rollout = new OneRollout(model)) {
      rollout.parked = Parked.CANCELLED;
      rollout.slots.fill();
      model.awaitRequest(1);
      rollout.control("pause", OneRollout.JOB);

      model.replies.put(CALL);

      assertThat(rollout.left()).isEqualTo("ended CANCELLED");
    }
  }

  @Test
  void wishesFromBeforeTheClaimCountAtOnce() throws Exception {
    var model = new Puppet();
    try (var rollout = new OneRollout(model)) {
      rollout.wishes = new Leases.Wishes(false, true, 0);
      rollout.slots.fill();
      assertThat(rollout.left()).isEqualTo("paused");

      rollout.wishes = new Leases.Wishes(true, true, 0);
      rollout.requeue();
      rollout.slots.fill();
      assertThat(rollout.left()).isEqualTo("ended CANCELLED");
      assertThat(model.asked).isEmpty();
    }
  }

  @Test
  void messageIsTakenInBeforeTheNextRequest() throws Exception {
    var model = new Puppet();
    try (var rollout = new OneRollout(model)) {
      // Given one message that was there before the claim, which tells how many there are
      rollout.inputs.add(new Step.InputReceived(1, InputKind.STEER, "first", false));
      rollout.slots.fill();
      model.awaitRequest(1);

      // When one is told by a record and one by the heartbeat
      rollout.inputs.add(new Step.InputReceived(2, InputKind.STEER, "second", false));
      rollout.control("input", OneRollout.JOB);
      model.replies.put(CALL);
      model.awaitRequest(2);
      rollout.inputs.add(new Step.InputReceived(3, InputKind.STEER, "third", false));
      rollout.wishes = new Leases.Wishes(false, false, 3);
      rollout.heartbeat.beat();
      model.replies.put(CALL);
      model.replies.put(ANSWER);

      // Then
      assertThat(rollout.left()).isEqualTo("ended SUCCEEDED");
      assertThat(rollout.trajectory().steps().stream().map(StepRecord::step))
          .filteredOn(s -> s instanceof Step.InputReceived || s instanceof Step.Replied)
          .extracting(s -> s instanceof Step.InputReceived i ? i.message() : "reply")
          .containsExactly("first", "reply", "second", "reply", "third", "reply");
      assertThat(model.asked.get(1).messages().getLast().content()).contains("second");
    }
  }

  @Test
  void questionToTheUserHoldsNoSlotUntilItIsAnswered() throws Exception {
    var model = new Puppet();
    try (var rollout = new OneRollout(model)) {
      // Given
      rollout.shape.clarify();
      rollout.slots.fill();
      model.replies.put("<question>Which tower?</question>");

      // When
      assertThat(rollout.left()).isEqualTo("asks: Which tower?");
      rollout.inputs.add(new Step.InputReceived(1, InputKind.ANSWER, "The old one.", false));
      rollout.requeue();
      rollout.slots.fill();
      model.replies.put(ANSWER);

      // Then
      assertThat(rollout.left()).isEqualTo("ended SUCCEEDED");
      assertThat(model.asked).hasSize(2);
      assertThat(model.asked.getLast().messages().getLast().content()).contains("The old one.");
    }
  }

  @Test
  void cancelWinsOverAQuestion() throws Exception {
    var model = new Puppet();
    try (var rollout = new OneRollout(model)) {
      rollout.shape.clarify();
      rollout.parked = Parked.CANCELLED;
      rollout.slots.fill();

      model.replies.put("<question>Which tower?</question>");

      assertThat(rollout.left()).isEqualTo("ended CANCELLED");
    }
  }

  @Test
  void garbageAndWhatIsForOthersIsIgnored() throws Exception {
    var model = new Puppet();
    try (var rollout = new OneRollout(model)) {
      rollout.slots.fill();
      model.awaitRequest(1);

      rollout.control(null);
      for (String garbage :
          List.of(
              "",
              "{",
              "[]",
              "7",
              "{\"type\":\"pause\"}",
              "{\"type\":\"pause\",\"jobId\":7}",
              "{\"jobId\":\"" + OneRollout.JOB + "\"}")) {
        rollout.control(garbage);
      }
      rollout.control("dream", OneRollout.JOB);
      rollout.control("resume", OneRollout.JOB);
      rollout.control("pause", new UUID(0, 1));
      rollout.control("cancel", new UUID(0, 1));
      model.replies.put(CALL);
      model.replies.put(ANSWER);

      assertThat(rollout.left()).isEqualTo("ended SUCCEEDED");
    }
  }

  @Test
  void cancelAbortsTheRequestInFlightAtItsSocket() throws Exception {
    try (var server =
            ScriptedModelServer.start(
                ReplyScript.always(ScriptedReply.broken(ScriptedReply.Fault.NO_ANSWER)));
        var model =
            ChatCompletionsModel.connect(
                profile(server), FakeRollout.TOKENS, null, UnaryOperator.identity());
        var rollout = new OneRollout(model)) {
      // Given a server that takes the request and never answers
      rollout.slots.fill();
      while (server.calls() == 0) {
        Thread.sleep(5);
      }

      // When
      rollout.control("cancel", OneRollout.JOB);

      // Then
      assertThat(server.awaitAbandoned(Duration.ofSeconds(1))).isTrue();
      assertThat(rollout.left()).isEqualTo("ended CANCELLED");
      assertThat(rollout.end().orElseThrow().termination()).isEqualTo(Termination.CANCELLED);
      assertThat(server.calls()).isEqualTo(1);
    }
  }

  private static ModelProfile profile(ScriptedModelServer server) {
    return new ModelProfile(
        "lab",
        "lab",
        new Provider.ChatCompletions(List.of(server.baseUrl()), ApiKey.of("sk-none")),
        new Dialect(Protocol.TAGS, ThinkMode.REASONING_FIELD, 32_768),
        SamplingDefaults.of(Protocol.TAGS),
        new CallLimits(
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            1 << 20,
            Duration.ofSeconds(30),
            100,
            RetryPolicy.DEFAULT,
            ProviderRate.UNLIMITED),
        Price.NONE);
  }
}
