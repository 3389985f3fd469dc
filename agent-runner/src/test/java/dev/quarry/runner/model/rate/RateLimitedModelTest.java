package dev.quarry.runner.model.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.core.tenancy.StorageException;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Sampling;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ModelFailureCode;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.ProviderRate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** In virtual time: nothing waits but what is under test. */
class RateLimitedModelTest {
  /** 60 at once, then 18.7 a second: 1,200 a minute. */
  private static final ProviderRate REQUESTS = new ProviderRate(1_200L, null);

  /** 600 at once, then 187 a second: 12,000 a minute. */
  private static final ProviderRate TOKENS = new ProviderRate(null, 12_000L);

  private final VirtualTime time = new VirtualTime();
  private final MemorySharedRates shared = new MemorySharedRates(time);
  private final List<Long> sent = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private ModelOutcome answer = reply(0);

  private final ChatModel provider =
      (prompt, key) -> {
        sent.add(time.nanos());
        return answer;
      };

  private Limiter runner(ProviderRate rate) {
    return runner("sk-1", rate);
  }

  private Limiter runner(String key, ProviderRate rate) {
    return Limiter.of(key, rate, shared, time);
  }

  private static ModelOutcome reply(long tokens) {
    return new ModelOutcome.Reply(
        new ModelReply("c", null, List.of(), "stop", new TokenUsage(tokens, 0, true), "e"));
  }

  private static ModelOutcome failure(ModelFailureCode code, @Nullable Duration retryAfter) {
    return new ModelOutcome.Failure(code, "no", retryAfter);
  }

  /** Five tokens and what the reply may have. */
  private static Prompt prompt(int most) {
    return new Prompt(
        List.of(new Message.User("")),
        List.of(),
        new Sampling(null, null, null, most - 5, List.of(), false));
  }

  private ModelOutcome ask(Limiter limiter, int tokens) throws InterruptedException {
    return limiter.model(provider).ask(prompt(tokens), "k", told::add);
  }

  @Test
  void noMinuteHasMoreThanIsAllowedAndHardlyLess() throws Exception {
    // Given two runners in turn, without a pause
    Limiter one = runner(REQUESTS);
    Limiter two = runner(REQUESTS);
    // When
    for (int i = 0; i < 4_000; i++) {
      ask(i % 2 == 0 ? one : two, 100);
    }
    // Then
    for (int i = 1_200; i < sent.size(); i++) {
      assertThat(sent.get(i) - sent.get(i - 1_200))
          .as("1,201 requests up to the one of number %d", i)
          .isGreaterThanOrEqualTo(TimeUnit.MINUTES.toNanos(1));
    }
    assertThat(sent.getLast() - sent.getFirst())
        .isLessThan(TimeUnit.MINUTES.toNanos(4_000) / 1_200 * 110 / 100);
  }

  @Test
  void oneRequestAMinuteIsOneEachMinute() throws Exception {
    // Given
    Limiter limiter = runner(new ProviderRate(1L, null));
    // When
    for (int i = 0; i < 5; i++) {
      ask(limiter, 100);
    }
    // Then
    for (int i = 1; i < 5; i++) {
      assertThat(sent.get(i) - sent.get(i - 1))
          .isBetween(TimeUnit.SECONDS.toNanos(60), TimeUnit.SECONDS.toNanos(63));
    }
  }

  @Test
  void whatFollowsIsTakenAlong() throws Exception {
    // Given ten requests a second for twenty seconds
    Limiter limiter = runner(REQUESTS);
    // When
    for (int i = 0; i < 200; i++) {
      ask(limiter, 100);
      time.pass(Duration.ofMillis(100));
    }
    // Then
    assertThat(time.sleeps).isEmpty();
    assertThat(shared.trips).isLessThan(30);
  }

  @Test
  void portionThatDoesNotLastIsDoubled() throws Exception {
    // Given
    Limiter limiter = runner(REQUESTS);
    // When
    for (int i = 0; i < 49; i++) {
      ask(limiter, 100);
    }
    // Then: 1, 2, 4, 8, 16, and 18, which come in within a second
    assertThat(time.sleeps).isEmpty();
    assertThat(shared.trips).isEqualTo(6);
  }

  @Test
  void portionThatIsNotSpentIsLost() throws Exception {
    // Given portions of one, two and four requests, of which three are left
    Limiter limiter = runner(REQUESTS);
    for (int i = 0; i < 4; i++) {
      ask(limiter, 100);
    }
    int trips = shared.trips;
    assertThat(trips).isEqualTo(3);
    // When
    time.pass(Duration.ofSeconds(1));
    ask(limiter, 100);
    // Then
    assertThat(shared.trips).isEqualTo(trips + 1);
  }

  @Test
  void waitIsToldOnceAndMeasured() throws Exception {
    // Given
    Limiter limiter = runner(TOKENS);
    answer = failure(ModelFailureCode.TIMEOUT, null);
    ask(limiter, 600);
    assertThat(told).isEmpty();
    // When: 374 tokens take 2.0 s
    ask(limiter, 374);
    // Then
    assertThat(told).containsExactly("waiting for the rate limit of lab");
    assertThat(limiter.metrics.get(RateLimitedModel.WAITS).timer().count()).isEqualTo(1);
    assertThat(limiter.metrics.get(RateLimitedModel.WAITS).timer().totalTime(TimeUnit.SECONDS))
        .isBetween(1.9, 2.2);
  }

  @Test
  void callLargerThanTheBucketWaitsForWhatItLacks() throws Exception {
    // Given
    Limiter limiter = runner(TOKENS);
    answer = reply(2_000);
    long began = time.nanos();
    // When
    ask(limiter, 2_000);
    ask(runner(TOKENS), 2_000);
    // Then: 1,400 and 2,000 tokens
    assertThat((sent.getFirst() - began) / 1e9).isBetween(7.4, 7.6);
    assertThat(seconds()).isBetween(10.6, 10.8);
  }

  @Test
  void whatWasNotUsedIsGivenBack() throws Exception {
    // Given a reply that was shorter than it might have been
    Limiter limiter = runner(TOKENS);
    answer = reply(10);
    ask(limiter, 600);
    // When
    ask(runner(TOKENS), 10);
    ask(limiter, 500);
    // Then
    assertThat(time.sleeps).hasSizeLessThanOrEqualTo(1);
    assertThat(seconds()).isLessThan(0.2);
  }

  @Test
  void whatWasUsedBeyondIsOwedByAll() throws Exception {
    // Given
    Limiter limiter = runner(TOKENS);
    answer = reply(970);
    ask(limiter, 600);
    limiter.limits.sweep();
    // When: 370 are owed
    ask(runner(TOKENS), 187);
    // Then
    assertThat(seconds()).isBetween(2.8, 3.3);
  }

  @Test
  void refusedRequestHasUsedNoTokensAndOneWithoutAnswerAll() throws Exception {
    for (ModelFailureCode code : ModelFailureCode.values()) {
      // Given
      Limiter limiter = runner("sk-" + code, TOKENS);
      sent.clear();
      answer = failure(code, null);
      // When
      ask(limiter, 600);
      ask(limiter, 600);
      // Then
      boolean waited = sent.get(1) - sent.get(0) > TimeUnit.SECONDS.toNanos(3);
      assertThat(waited)
          .as(code.slug())
          .isEqualTo(
              switch (code) {
                case RATE_LIMITED, UNAUTHORIZED, REFUSED, TOO_LONG -> false;
                case UNREACHABLE, TIMEOUT, SERVER_ERROR, BAD_ANSWER, EMPTY -> true;
              });
    }
  }

  @Test
  void pauseThatAProviderAsksForHoldsForAllRunnersOfThatKeyAlone() throws Exception {
    for (ProviderRate rate : List.of(ProviderRate.UNLIMITED, REQUESTS)) {
      // Given two runners that have asked before
      Limiter one = runner("sk-" + rate, rate);
      Limiter two = runner("sk-" + rate, rate);
      Limiter other = runner("sk-other-" + rate, rate);
      answer = reply(0);
      ask(two, 100);
      ask(two, 100);
      // When
      answer = failure(ModelFailureCode.RATE_LIMITED, Duration.ofSeconds(20));
      ask(one, 100);
      two.limits.sweep();
      other.limits.sweep();
      answer = reply(0);
      sent.clear();
      ask(other, 100);
      ask(two, 100);
      // Then
      assertThat(sent.get(1) - sent.get(0))
          .isBetween(TimeUnit.SECONDS.toNanos(20), TimeUnit.SECONDS.toNanos(22));
    }
  }

  @Test
  void pauseIsNoLongerThanTheProfileAllows() throws Exception {
    // Given
    Limiter limiter = runner(ProviderRate.UNLIMITED);
    answer = failure(ModelFailureCode.RATE_LIMITED, Duration.ofDays(1));
    ask(limiter, 100);
    // When
    ask(limiter, 100);
    // Then
    assertThat(seconds()).isBetween(120.0, 121.0);
  }

  @Test
  void withoutLimitsTheDatabaseIsNotAsked() throws Exception {
    // Given
    Limiter limiter = runner(ProviderRate.UNLIMITED);
    shared.away = true;
    // When
    ask(limiter, 100);
    answer = failure(ModelFailureCode.RATE_LIMITED, Duration.ofSeconds(5));
    ask(limiter, 100);
    ask(limiter, 100);
    // Then: the pause holds here, though it could not be told to others
    assertThat(sent).hasSize(3);
    assertThat(seconds()).isBetween(5.0, 5.2);
    assertThat(shared.trips).isZero();
  }

  @Test
  void withoutTheDatabaseNoRequestGoesOutAndDebtsAreKept() throws Exception {
    // Given a debt that could not be told
    Limiter limiter = runner(TOKENS);
    answer = reply(787);
    ask(limiter, 600);
    shared.away = true;
    // When / Then
    assertThatThrownBy(() -> ask(limiter, 600)).isInstanceOf(StorageException.class);
    assertThatThrownBy(limiter.limits::sweep).isInstanceOf(StorageException.class);
    assertThat(sent).hasSize(1);
    // When
    shared.away = false;
    ask(limiter, 187);
    // Then: 187 were owed
    assertThat(seconds()).isBetween(1.9, 2.3);
  }

  @Test
  void cancelEndsTheWait() throws Exception {
    // Given
    Limiter limiter = runner(TOKENS);
    answer = reply(6_000);
    ask(limiter, 600);
    // When / Then
    assertThatThrownBy(
            () ->
                limiter
                    .model(provider)
                    .ask(prompt(600), "k", note -> Thread.currentThread().interrupt()))
        .isInstanceOf(InterruptedException.class);
    assertThat(sent).hasSize(1);
    // When
    int trips = shared.trips;
    ask(limiter, 600);
    // Then the next has gone in its place
    assertThat(shared.trips).isEqualTo(trips);
    assertThat(seconds()).isBetween(32.0, 32.2);
  }

  private double seconds() {
    return (sent.getLast() - sent.getFirst()) / 1e9;
  }
}
