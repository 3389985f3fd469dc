package dev.quarry.runner.model.rate;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.trajectory.Price;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.runner.model.ApiKey;
import dev.quarry.runner.model.CallLimits;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.Dialect;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.model.ModelProfiles;
import dev.quarry.runner.model.Provider;
import dev.quarry.runner.model.ProviderRate;
import dev.quarry.runner.model.SamplingDefaults;
import dev.quarry.runner.model.ThinkMode;
import dev.quarry.runner.model.TokenCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The limits of one runner with one profile. */
final class Limiter {
  static final Pace PACE = new Pace(Duration.ofSeconds(3), Duration.ofSeconds(1));

  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  final ProviderLimits limits;
  private final ModelProfile profile;

  private Limiter(ModelProfile profile, SharedRates shared, Time time) {
    this.profile = profile;
    this.limits =
        new ProviderLimits(
            new ModelProfiles(List.of(profile), "lab", Map.of()),
            new ProviderLimits.Parts(shared, PACE, new NoTokens(), 100, time, metrics));
  }

  static Limiter of(String key, ProviderRate rate, SharedRates shared, Time time) {
    return new Limiter(
        new ModelProfile(
            "lab",
            "m",
            new Provider.ChatCompletions(
                List.of(URI.create("http://127.0.0.1:9/v1")), ApiKey.of(key.replace(' ', '-'))),
            new Dialect(Protocol.NATIVE, ThinkMode.NONE, 8_192),
            SamplingDefaults.of(Protocol.NATIVE),
            CallLimits.DEFAULT.with(rate),
            Price.NONE),
        shared,
        time);
  }

  ChatModel model(ChatModel provider) {
    return limits.of(profile).apply(provider);
  }

  /** Of a message only what is around its text counts. */
  private static final class NoTokens implements TokenCounter {
    @Override
    public int count(String text) {
      return 0;
    }

    @Override
    public String truncate(String text, int maxTokens) {
      throw new UnsupportedOperationException();
    }
  }
}
