package dev.quarry.core.trajectory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sampling fields of a model request; a null one is not sent.
 *
 * @param temperature 0–2
 * @param topP 0–1
 * @param presencePenalty -2–2
 * @param maxTokens cap of one reply
 * @param stop texts that end a reply
 * @param logprobs whether log probabilities are asked for
 */
public record Sampling(
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Double presencePenalty,
    @Nullable Integer maxTokens,
    List<String> stop,
    boolean logprobs) {
  public Sampling {
    stop = List.copyOf(stop);
  }
}
