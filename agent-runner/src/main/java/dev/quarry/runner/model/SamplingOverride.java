package dev.quarry.runner.model;

import dev.quarry.core.trajectory.Sampling;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sets instead of the published sampling; a null field keeps the default.
 *
 * @param temperature 0–2
 * @param topP above 0, at most 1
 * @param presencePenalty -2–2
 * @param maxTokens cap of one reply, at least 1
 * @param stop texts that end a reply; empty for none
 * @param logprobs whether log probabilities are asked for
 */
public record SamplingOverride(
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Double presencePenalty,
    @Nullable Integer maxTokens,
    @Nullable List<String> stop,
    @Nullable Boolean logprobs) {
  public static final SamplingOverride NONE =
      new SamplingOverride(null, null, null, null, null, null);

  public SamplingOverride {
    within("temperature", temperature, 0, 2);
    within("top-p", topP, Double.MIN_VALUE, 1);
    within("presence-penalty", presencePenalty, -2, 2);
    if (maxTokens != null && maxTokens < 1) {
      throw new IllegalArgumentException("max-tokens is " + maxTokens + "; at least 1 is accepted");
    }
    stop = stop == null ? null : List.copyOf(stop);
  }

  /**
   * @return the sampling with the fields of this one put in
   */
  public Sampling over(Sampling base) {
    return new Sampling(
        temperature == null ? base.temperature() : temperature,
        topP == null ? base.topP() : topP,
        presencePenalty == null ? base.presencePenalty() : presencePenalty,
        maxTokens == null ? base.maxTokens() : maxTokens,
        stop == null ? base.stop() : stop,
        logprobs == null ? base.logprobs() : logprobs);
  }

  private static void within(String key, @Nullable Double value, double least, double most) {
    if (value != null && !(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          key
              + " is "
              + value
              + "; accepted is "
              + (least == Double.MIN_VALUE ? "above 0" : least)
              + " to "
              + most);
    }
  }
}
