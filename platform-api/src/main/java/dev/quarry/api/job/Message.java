package dev.quarry.api.job;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user tells a job, well-formed but not yet compared with what the job asks.
 *
 * @param text not blank; null where a plan is approved without a word
 * @param approved whether a plan is approved; null where that was not said
 * @param hash SHA-256 of the body, white space and order of fields aside
 */
public record Message(@Nullable String text, @Nullable Boolean approved, String hash) {
  Optional<String> told() {
    return Optional.ofNullable(text);
  }
}
