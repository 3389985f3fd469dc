package dev.quarry.runner.model.completions;

import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Price;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Sampling;
import dev.quarry.runner.model.ApiKey;
import dev.quarry.runner.model.CallLimits;
import dev.quarry.runner.model.Dialect;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.Provider;
import dev.quarry.runner.model.ProviderRate;
import dev.quarry.runner.model.RetryPolicy;
import dev.quarry.runner.model.SamplingDefaults;
import dev.quarry.runner.model.ThinkMode;
import dev.quarry.runner.model.TokenCounter;
import dev.quarry.runner.testing.ScriptedModelServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A model under test whose waits are written down instead of waited. */
final class Asking implements AutoCloseable {
  static final String KEY = "sk-very-secret-0123456789";
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  final List<Duration> sleeps = Collections.synchronizedList(new ArrayList<>());

  /** What was put around each request has seen so many. */
  final AtomicInteger requests = new AtomicInteger();

  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final ChatCompletionsModel model;

  private Asking(ModelProfile profile) {
    RetryPolicy retry = profile.limits().retry();
    model =
        new ChatCompletionsModel(
            profile,
            new Words(),
            new Pacing(
                new ExponentialBackoff(retry.backoffBase(), retry.backoffCap(), () -> 0.5),
                sleeps::add,
                Clock.fixed(NOW, ZoneOffset.UTC),
                System::nanoTime),
            metrics,
            each ->
                (prompt, key) -> {
                  requests.incrementAndGet();
                  return each.ask(prompt, key);
                });
  }

  static Asking tags(ScriptedModelServer... servers) {
    return of(Protocol.TAGS, ThinkMode.REASONING_FIELD, limits(Duration.ofSeconds(20)), servers);
  }

  static Asking general(ScriptedModelServer... servers) {
    return of(Protocol.NATIVE, ThinkMode.REASONING_FIELD, limits(Duration.ofSeconds(20)), servers);
  }

  static Asking of(
      Protocol protocol, ThinkMode think, CallLimits limits, ScriptedModelServer... servers) {
    List<URI> urls = Stream.of(servers).map(ScriptedModelServer::baseUrl).toList();
    return at(protocol, think, limits, urls);
  }

  static Asking at(Protocol protocol, ThinkMode think, CallLimits limits, List<URI> urls) {
    return new Asking(
        new ModelProfile(
            "lab",
            "tongyi-lab",
            new Provider.ChatCompletions(urls, ApiKey.of(KEY)),
            new Dialect(protocol, think, 32_768),
            SamplingDefaults.of(protocol),
            limits,
            Price.NONE));
  }

  static CallLimits limits(Duration timeout) {
    return new CallLimits(
        timeout,
        Duration.ofSeconds(2),
        1 << 20,
        Duration.ofSeconds(30),
        100,
        RetryPolicy.DEFAULT,
        ProviderRate.UNLIMITED);
  }

  static Prompt prompt(String question) {
    return prompt(SamplingDefaults.of(Protocol.TAGS).react(), new Message.User(question));
  }

  static Prompt prompt(Sampling sampling, Message... messages) {
    return new Prompt(List.of(messages), List.of(), sampling);
  }

  ModelOutcome ask(Prompt prompt) throws InterruptedException {
    return model.ask(prompt, "rollout-1");
  }

  ModelReply reply() throws InterruptedException {
    return switch (ask(prompt("q"))) {
      case ModelOutcome.Reply(var reply) -> reply;
      case ModelOutcome.Failure failure -> throw new AssertionError(failure);
    };
  }

  ModelOutcome.Failure failure() throws InterruptedException {
    return switch (ask(prompt("q"))) {
      case ModelOutcome.Reply(var reply) -> throw new AssertionError(reply);
      case ModelOutcome.Failure failure -> failure;
    };
  }

  @Override
  public void close() {
    model.close();
  }

  /** A word is a token. */
  static final class Words implements TokenCounter {
    @Override
    public int count(String text) {
      return text.isBlank() ? 0 : text.strip().split("\\s+").length;
    }

    @Override
    public String truncate(String text, int maxTokens) {
      throw new UnsupportedOperationException();
    }
  }
}
