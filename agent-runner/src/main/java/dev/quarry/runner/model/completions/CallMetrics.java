package dev.quarry.runner.model.completions;

import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.runner.model.ModelOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures each exchange with the names and buckets of the OpenTelemetry GenAI conventions. Tags
 * are few: the configured model, never a tenant, job or server's words.
 */
final class CallMetrics {
  static final String DURATION = "gen_ai.client.operation.duration";
  static final String TOKENS = "gen_ai.client.token.usage";
  static final String RETRIES = "quarry.model.retries";

  /** 10 ms, doubled to 81.92 s. */
  private static final Duration[] DURATION_BUCKETS =
      IntStream.range(0, 14).mapToObj(i -> Duration.ofMillis(10L << i)).toArray(Duration[]::new);

  /** Powers of 4 up to 4^13. */
  private static final double[] TOKEN_BUCKETS =
      DoubleStream.iterate(1, v -> v * 4).limit(14).toArray();

  private final @Nullable MeterRegistry registry;
  private final Tags tags;

  /**
   * @param registry none for no metrics
   */
  CallMetrics(@Nullable MeterRegistry registry, String model) {
    this.registry = registry;
    this.tags =
        Tags.of(
            "gen_ai.operation.name", "chat",
            "gen_ai.provider.name", "openai",
            "gen_ai.request.model", model);
  }

  void exchanged(ModelOutcome outcome, Duration took) {
    if (registry == null) {
      return;
    }
    String error =
        switch (outcome) {
          case ModelOutcome.Reply _ -> "none";
          case ModelOutcome.Failure f -> f.code().slug();
        };
    Timer.builder(DURATION)
        .description("Time of one request to a model, failures included.")
        .tags(tags.and("error.type", error))
        .serviceLevelObjectives(DURATION_BUCKETS)
        .register(registry)
        .record(took);
    if (outcome instanceof ModelOutcome.Reply(var reply)) {
      tokens(registry, reply.usage());
    }
  }

  void retried(ModelOutcome.Failure failure) {
    if (registry != null) {
      Counter.builder(RETRIES)
          .description("Requests to a model that were repeated after a failure.")
          .tags(tags.and("error.type", failure.code().slug()))
          .register(registry)
          .increment();
    }
  }

  private void tokens(MeterRegistry meters, TokenUsage usage) {
    tokens(meters, "input", usage.input());
    tokens(meters, "output", usage.output());
  }

  private void tokens(MeterRegistry meters, String type, long amount) {
    DistributionSummary.builder(TOKENS)
        .description("Tokens of one request to a model.")
        .baseUnit("token")
        .tags(tags.and("gen_ai.token.type", type))
        .serviceLevelObjectives(TOKEN_BUCKETS)
        .register(meters)
        .record((double) amount);
  }
}
