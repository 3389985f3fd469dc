package dev.quarry.runner.model.rate;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.model.ModelProfiles;
import dev.quarry.runner.model.TokenCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The limits of all providers that a runner asks: one bucket for each key and model. */
public final class ProviderLimits {
  private final Parts parts;
  private final Map<String, RateBucket> buckets = new HashMap<>();

  /**
   * What limits are kept with.
   *
   * @param shared buckets of all runners
   * @param pace how a minute's requests are spread; the same on all runners
   * @param tokens counts prompts
   * @param replyTokens what a reply is reckoned with where its sampling has no cap
   * @param metrics none for none
   */
  public record Parts(
      SharedRates shared,
      Pace pace,
      TokenCounter tokens,
      int replyTokens,
      Time time,
      @Nullable MeterRegistry metrics) {}

  /**
   * @param profiles of which those with the same account have the same limits
   */
  public ProviderLimits(ModelProfiles profiles, Parts parts) {
    this.parts = parts;
    for (ModelProfile profile : profiles.all()) {
      profile.account().ifPresent(account -> buckets.computeIfAbsent(account, a -> of(a, profile)));
    }
  }

  private RateBucket of(String account, ModelProfile profile) {
    return new RateBucket(account, Quota.of(profile.limits().rate(), parts.pace()), parts);
  }

  /**
   * @param profile one of the runner's, of a provider
   * @return what makes each request of a model of that profile wait for its turn
   */
  public UnaryOperator<ChatModel> of(ModelProfile profile) {
    RateBucket bucket = buckets.get(profile.account().orElseThrow());
    if (bucket == null) {
      throw new IllegalArgumentException("no limits are known of profile " + profile.name());
    }
    return model -> new RateLimitedModel(model, profile, bucket, parts);
  }

  /**
   * Looks which providers asked other runners for a pause, and settles what no request has settled.
   * Without providers it does nothing.
   */
  public void sweep() {
    if (buckets.isEmpty()) {
      return;
    }
    buckets.values().forEach(RateBucket::flush);
    parts
        .shared()
        .closed()
        .forEach(
            (account, pause) -> {
              RateBucket bucket = buckets.get(account);
              if (bucket != null) {
                bucket.closeHere(pause);
              }
            });
  }
}
