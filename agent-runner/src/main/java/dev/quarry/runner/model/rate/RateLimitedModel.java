package dev.quarry.runner.model.rate;

import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.ModelFailureCode;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.PromptTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that is asked no faster than its provider lets all runners together. A call is one
 * request, so this stands within the retries. When the database that the limits are in is away, no
 * request goes out: {@link dev.quarry.core.tenancy.StorageException}.
 */
final class RateLimitedModel implements ChatModel {
  static final String WAITS = "quarry.model.waits";

  private static final Logger LOG = LoggerFactory.getLogger(RateLimitedModel.class);

  private final ChatModel model;
  private final ModelProfile profile;
  private final RateBucket bucket;
  private final ProviderLimits.Parts parts;

  RateLimitedModel(
      ChatModel model, ModelProfile profile, RateBucket bucket, ProviderLimits.Parts parts) {
    this.model = model;
    this.profile = profile;
    this.bucket = bucket;
    this.parts = parts;
  }

  @Override
  public ModelOutcome ask(Prompt prompt, String stickyKey) throws InterruptedException {
    return ask(prompt, stickyKey, note -> {});
  }

  @Override
  public ModelOutcome ask(Prompt prompt, String stickyKey, Consumer<String> told)
      throws InterruptedException {
    long most = bucket.countsTokens() ? most(prompt) : 0;
    long began = parts.time().nanos();
    if (bucket.take(most, () -> told.accept("waiting for the rate limit of " + profile.name()))) {
      waited(Duration.ofNanos(parts.time().nanos() - began));
    }
    ModelOutcome outcome = model.ask(prompt, stickyKey, told);
    bucket.settle(most - used(outcome, most));
    closeIfAsked(outcome);
    return outcome;
  }

  private long most(Prompt prompt) {
    Integer cap = prompt.sampling().maxTokens();
    return PromptTokens.count(prompt, parts.tokens()) + (cap == null ? parts.replyTokens() : cap);
  }

  private void waited(Duration wait) {
    LOG.atDebug()
        .addKeyValue("model", profile.name())
        .addKeyValue("durationMs", wait.toMillis())
        .log("waited for the provider's rate limit");
    MeterRegistry metrics = parts.metrics();
    if (metrics != null) {
      Timer.builder(WAITS)
          .description("Waits of requests to a model for its provider's rate limit.")
          .tag("gen_ai.request.model", profile.modelName())
          .register(metrics)
          .record(wait);
    }
  }

  /** What is refused has used nothing; what else came to no reply may have used all. */
  private static long used(ModelOutcome outcome, long most) {
    return switch (outcome) {
      case ModelOutcome.Reply(var reply) -> reply.usage().total();
      case ModelOutcome.Failure failure ->
          switch (failure.code()) {
            case RATE_LIMITED, UNAUTHORIZED, REFUSED, TOO_LONG -> 0;
            case UNREACHABLE, TIMEOUT, SERVER_ERROR, BAD_ANSWER, EMPTY -> most;
          };
    };
  }

  private void closeIfAsked(ModelOutcome outcome) {
    if (outcome instanceof ModelOutcome.Failure failure
        && failure.code() == ModelFailureCode.RATE_LIMITED) {
      Duration pause = failure.retryAfter();
      if (pause != null) {
        Duration cap = profile.limits().retry().retryAfterCap();
        bucket.close(pause.compareTo(cap) > 0 ? cap : pause);
      }
    }
  }
}
