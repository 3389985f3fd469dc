package dev.quarry.runner.model.completions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.testing.RecordedRequest;
import dev.quarry.runner.testing.ReplyScript;
import dev.quarry.runner.testing.ScriptedModelServer;
import dev.quarry.runner.testing.ScriptedReply;
import dev.quarry.runner.testing.ScriptedReply.Fault;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Asking again, giving up and being told to stop. */
class ChatCompletionsRetryTest {
  @Test
  void nineWaitsOfTenTriesAreTheGoldenVector() throws Exception {
    try (var server = ScriptedModelServer.start(ReplyScript.always(ScriptedReply.status(500)));
        Asking asking = Asking.tags(server)) {
      // When
      asking.failure();
      // Then
      assertThat(asking.sleeps)
          .containsExactlyElementsOf(
              List.of(1_500L, 2_500L, 4_500L, 8_500L, 16_500L, 30_000L, 30_000L, 30_000L, 30_000L)
                  .stream()
                  .map(Duration::ofMillis)
                  .toList());
      assertThat(asking.sleeps.stream().mapToLong(Duration::toMillis).sum())
          .isBetween(151_000L, 156_000L);
    }
  }

  @Test
  void replyAfterFailuresIsAReply() throws Exception {
    // Given
    var script =
        ReplyScript.inOrder(
            ScriptedReply.status(503),
            ScriptedReply.html(200),
            ScriptedReply.text("  "),
            ScriptedReply.text("at last"));
    try (var server = ScriptedModelServer.start(script);
        Asking asking = Asking.tags(server)) {
      // When / Then
      assertThat(asking.reply().content()).isEqualTo("at last");
      assertThat(asking.requests).hasValue(4);
      assertThat(server.requests())
          .hasSize(4)
          .extracting(RecordedRequest::body)
          .containsOnly(server.requests().getFirst().body());
    }
  }

  @Test
  void whoeverWaitsIsToldOfEachFurtherTry() throws Exception {
    // Given
    var script = ReplyScript.inOrder(limited("20"), ScriptedReply.text("now"));
    var told = new ArrayList<String>();
    try (var server = ScriptedModelServer.start(script);
        Asking asking = Asking.tags(server)) {
      // When
      asking.model.ask(Asking.prompt("q"), "rollout-1", told::add);
      // Then
      assertThat(told)
          .singleElement()
          .asString()
          .startsWith("model profile 'lab' at 127.0.0.1:")
          .endsWith(": answered 429: scripted 429; asking again in 20 s, try 2 of 10");
    }
  }

  @Test
  void retryAfterIsWaitedUpToItsCapAndReported() throws Exception {
    // Given: seconds, a date 45 s ahead, less than our own wait, rubbish, more than the cap
    var script =
        ReplyScript.inOrder(
            limited("20"),
            limited("Sun, 01 Mar 2026 12:00:45 GMT"),
            limited("1"),
            limited("soon"),
            limited("100000"),
            ScriptedReply.text("now"));
    try (var server = ScriptedModelServer.start(script);
        Asking asking = Asking.tags(server)) {
      // When
      asking.reply();
      // Then
      assertThat(asking.sleeps)
          .extracting(Duration::toMillis)
          .containsExactly(20_000L, 45_000L, 4_500L, 8_500L, 120_000L);
    }
  }

  @Test
  void lastFailureSaysWhatTheProviderAskedFor() throws Exception {
    try (var server = ScriptedModelServer.start(ReplyScript.always(limited("7")));
        Asking asking = Asking.tags(server)) {
      assertThat(asking.failure().retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }
  }

  @Test
  void endpointThatRefusesLogprobsIsAskedWithoutThemAtOnceAndEverAfter() throws Exception {
    // Given
    ReplyScript script =
        request ->
            request.body().has("logprobs")
                ? ScriptedReply.body(
                    400, "{\"error\":{\"message\":\"'logprobs' is not supported here\"}}")
                : ScriptedReply.text("fine");
    try (var server = ScriptedModelServer.start(script);
        Asking asking = Asking.tags(server)) {
      // When
      asking.reply();
      asking.reply();
      // Then
      assertThat(server.requests())
          .extracting(r -> r.body().has("logprobs"))
          .containsExactly(true, false, false);
      assertThat(asking.requests).hasValue(3);
      assertThat(server.requests().getLast().body().has("presence_penalty")).isTrue();
      assertThat(asking.sleeps).isEmpty();
    }
  }

  @Test
  void interruptAbortsTheExchangeInFlight() throws Exception {
    try (var server =
            ScriptedModelServer.start(ReplyScript.always(ScriptedReply.broken(Fault.NO_ANSWER)));
        Asking asking = Asking.tags(server)) {
      // Given
      CountDownLatch stopped = new CountDownLatch(1);
      Thread rollout =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      asking.ask(Asking.prompt("q"));
                    } catch (InterruptedException e) {
                      stopped.countDown();
                    }
                  });
      while (server.calls() == 0) {
        Thread.sleep(5);
      }
      // When
      rollout.interrupt();
      // Then
      assertThat(stopped.await(2, TimeUnit.SECONDS)).isTrue();
      assertThat(server.awaitAbandoned(Duration.ofSeconds(2))).isTrue();
      assertThat(server.calls()).isEqualTo(1);
    }
  }

  @Test
  void exchangesAreMeasuredByOutcome() throws Exception {
    // Given
    var script = ReplyScript.inOrder(ScriptedReply.status(500), ScriptedReply.text("fine"));
    try (var server = ScriptedModelServer.start(script);
        Asking asking = Asking.tags(server)) {
      // When
      asking.reply();
      // Then
      assertThat(timer(asking, "model-server-error").count()).isEqualTo(1);
      assertThat(timer(asking, "none").count()).isEqualTo(1);
      DistributionSummary input =
          asking.metrics.get(CallMetrics.TOKENS).tag("gen_ai.token.type", "input").summary();
      assertThat(input.totalAmount()).isEqualTo(100);
      assertThat(asking.metrics.get(CallMetrics.RETRIES).counter().count()).isEqualTo(1);
    }
  }

  @Test
  void requestsOfOneRolloutStayTogetherAndMoveWhenTheirServerIsDown() throws Exception {
    try (var first = ScriptedModelServer.start(ReplyScript.always(ScriptedReply.text("1")));
        var second = ScriptedModelServer.start(ReplyScript.always(ScriptedReply.text("2")));
        Asking asking = Asking.tags(first, second)) {
      // When: two rollouts, three requests each
      for (int i = 0; i < 3; i++) {
        asking.model.ask(Asking.prompt("q"), "a");
        asking.model.ask(Asking.prompt("q"), "b");
      }
      // Then
      assertThat(first.calls()).isEqualTo(3);
      assertThat(second.calls()).isEqualTo(3);
      // When: the first server dies
      first.close();
      ModelOutcome moved = asking.model.ask(Asking.prompt("q"), "a");
      ModelOutcome again = asking.model.ask(Asking.prompt("q"), "a");
      // Then: one failed try, then the other server, at once the next time
      assertThat(List.of(moved, again))
          .allSatisfy(
              o ->
                  assertThat(((ModelOutcome.Reply) o).reply().endpoint())
                      .isEqualTo(second.baseUrl().toString()));
      assertThat(asking.sleeps).hasSize(1);
    }
  }

  private static ScriptedReply limited(String retryAfter) {
    return ScriptedReply.status(429).header("Retry-After", retryAfter);
  }

  private static Timer timer(Asking asking, String error) {
    return asking.metrics.get(CallMetrics.DURATION).tag("error.type", error).timer();
  }
}
