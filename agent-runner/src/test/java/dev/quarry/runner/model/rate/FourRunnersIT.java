package dev.quarry.runner.model.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.TestDatabase;
import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Sampling;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.localstack.Role;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ModelFailureCode;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.ProviderRate;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Up to four runners, eight threads each, on the real database. */
class FourRunnersIT {
  private static final Duration WHILE = Duration.ofSeconds(4);
  private static final int THREADS = 8;

  private final TestDatabase database = TestDatabase.create();
  private final List<AgroalDataSource> pools = new ArrayList<>();

  @AfterEach
  void closePools() {
    pools.forEach(AgroalDataSource::close);
  }

  /** One request, as the provider sees it. */
  private record Sent(long nanos, int tokens) {}

  private List<Limiter> runners(int count, String key, ProviderRate rate) throws SQLException {
    List<Limiter> runners = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runners.add(Limiter.of(key, rate, new SharedRateStore(pool()), Time.SYSTEM));
    }
    return runners;
  }

  /** Keeps its connections, as a runner does: to make one takes longer than to take a portion. */
  private AgroalDataSource pool() throws SQLException {
    var to = database.as(Role.RUNNER).unwrap(PGSimpleDataSource.class);
    AgroalDataSource pool =
        AgroalDataSource.from(
            new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(
                    with ->
                        with.initialSize(1)
                            .maxSize(2)
                            .connectionFactoryConfiguration(
                                from ->
                                    from.jdbcUrl(to.getUrl())
                                        .principal(new NamePrincipal(to.getUser()))
                                        .credential(new SimplePassword(to.getPassword())))));
    pools.add(pool);
    return pool;
  }

  private static Prompt prompt(int tokens) {
    return new Prompt(
        List.of(new Message.User("")),
        List.of(),
        new Sampling(null, null, null, tokens - 5, List.of(), false));
  }

  /** A provider that takes a moment, and uses all that it may. */
  private static ChatModel provider(Queue<Sent> sent) {
    return (prompt, key) -> {
      int tokens = 5 + prompt.sampling().maxTokens();
      sent.add(new Sent(System.nanoTime(), tokens));
      Thread.sleep(2);
      return new ModelOutcome.Reply(
          new ModelReply("c", null, List.of(), "stop", new TokenUsage(tokens, 0, true), "e"));
    };
  }

  /** Asks as fast as it goes until the time is over. */
  private static List<Thread> ask(Limiter runner, ChatModel provider) {
    ChatModel model = runner.model(provider);
    long ends = System.nanoTime() + WHILE.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int tokens = 10 + 7 * i;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (System.nanoTime() < ends) {
                        model.ask(prompt(tokens), "k");
                      }
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    return threads;
  }

  private static List<Sent> flood(List<Limiter> runners) throws InterruptedException {
    Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    ChatModel provider = provider(sent);
    List<Thread> threads = new ArrayList<>();
    runners.forEach(runner -> threads.addAll(ask(runner, provider)));
    for (Thread thread : threads) {
      assertThat(thread.join(WHILE.multipliedBy(5))).isTrue();
    }
    return sent.stream().sorted((a, b) -> Long.compare(a.nanos(), b.nanos())).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void requestsOfAllAreWithinTheLimitAndHardlyBelow(int count) throws Exception {
    // Given 100 a second
    ProviderRate rate = new ProviderRate(6_000L, null);
    List<Limiter> runners = runners(count, "sk-1", rate);
    long began = System.nanoTime();
    // When
    List<Sent> sent = flood(runners);
    // Then
    Quota.Flow flow = Quota.of(rate, Limiter.PACE).requests();
    for (int i = 0; i < sent.size(); i++) {
      assertThat((double) i + 1).isLessThanOrEqualTo(had(flow, began, sent.get(i)));
    }
    double most = had(flow, sent.getFirst().nanos(), sent.getLast());
    assertThat((double) sent.size()).isGreaterThan(0.9 * most);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void tokensOfAllAreWithinTheLimitAndHardlyBelow(int count) throws Exception {
    // Given 4,000 a second
    ProviderRate rate = new ProviderRate(null, 240_000L);
    List<Limiter> runners = runners(count, "sk-1", rate);
    long began = System.nanoTime();
    // When
    List<Sent> sent = flood(runners);
    // Then
    Quota.Flow flow = Quota.of(rate, Limiter.PACE).tokens();
    long tokens = 0;
    for (Sent request : sent) {
      tokens += request.tokens();
      assertThat((double) tokens).isLessThanOrEqualTo(had(flow, began, request));
    }
    double most = had(flow, sent.getFirst().nanos(), sent.getLast());
    assertThat((double) tokens).isGreaterThan(0.9 * most);
  }

  /** What a bucket that is full at the beginning has held by then, all in all. */
  private static double had(Quota.Flow flow, long began, Sent request) {
    return flow.capacity() + flow.perSecond() * (request.nanos() - began) / 1e9;
  }

  @Test
  void keysDoNotShare() throws Exception {
    // Given
    ProviderRate rate = new ProviderRate(600L, null);
    List<Limiter> all = new ArrayList<>(runners(1, "sk-1", rate));
    all.addAll(runners(1, "sk-2", rate));
    long began = System.nanoTime();
    // When
    List<Sent> sent = flood(all);
    // Then: two keys have had twice as much as one
    double most = had(Quota.of(rate, Limiter.PACE).requests(), began, sent.getLast());
    assertThat((double) sent.size()).isBetween(1.7 * most, 2 * most);
  }

  @Test
  void pauseThatOneWasAskedForStopsTheOthers() throws Exception {
    // Given runners without limits, and runners that each have something left
    for (ProviderRate rate :
        List.of(ProviderRate.UNLIMITED, new ProviderRate(60_000L, 60_000_000L))) {
      List<Limiter> runners = runners(4, "sk-" + rate, rate);
      Queue<Sent> sent = new ConcurrentLinkedQueue<>();
      for (Limiter runner : runners) {
        runner.model(provider(sent)).ask(prompt(100), "k");
        runner.model(provider(sent)).ask(prompt(100), "k");
      }
      sent.clear();
      long before = System.nanoTime();
      // When
      ModelOutcome refused =
          new ModelOutcome.Failure(
              ModelFailureCode.RATE_LIMITED, "slow down", Duration.ofMillis(1_500));
      runners.getFirst().model((prompt, key) -> refused).ask(prompt(100), "k");
      List<Thread> threads = new ArrayList<>();
      for (Limiter runner : runners) {
        runner.limits.sweep();
        threads.add(Thread.ofVirtual().start(() -> once(runner.model(provider(sent)))));
      }
      for (Thread thread : threads) {
        assertThat(thread.join(WHILE.multipliedBy(5))).isTrue();
      }
      // Then
      assertThat(sent)
          .hasSize(4)
          .allSatisfy(
              request ->
                  assertThat(request.nanos() - before)
                      .isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_490)));
    }
  }

  private static void once(ChatModel model) {
    try {
      assertThat(model.ask(prompt(100), "k")).isInstanceOf(ModelOutcome.Reply.class);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
