package dev.quarry.runner.model;

import org.jspecify.annotations.Nullable;

/**
 * What a provider allows one key to ask of one model within a minute.
 *
 * @param requests at least 1; null for no limit
 * @param tokens of prompts and replies together, at least 1; null for no limit
 */
public record ProviderRate(@Nullable Long requests, @Nullable Long tokens) {
  public static final ProviderRate UNLIMITED = new ProviderRate(null, null);

  public ProviderRate {
    positive("requests-per-minute", requests);
    positive("tokens-per-minute", tokens);
  }

  private static void positive(String key, @Nullable Long value) {
    if (value != null && value < 1) {
      throw new IllegalArgumentException(
          key + " is " + value + "; at least 1 is accepted, or nothing for no limit");
    }
  }

  /**
   * @return as in "60 requests and any number of tokens a minute"
   */
  @Override
  public String toString() {
    return count(requests) + " requests and " + count(tokens) + " tokens a minute";
  }

  private static String count(@Nullable Long value) {
    return value == null ? "any number of" : value.toString();
  }
}
