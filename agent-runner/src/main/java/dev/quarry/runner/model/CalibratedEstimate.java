package dev.quarry.runner.model;

/**
 * Corrects our token counts by what a provider reports, for budget checks before a request. The
 * counter itself stays as it is: prompts must be the same on every runner, estimates need not.
 *
 * <p>The factor is reported over counted tokens, both summed with older requests fading, so that
 * long prompts weigh more than short ones whose template overhead says little.
 */
public final class CalibratedEstimate {
  /** A factor beyond these is a provider's error, not a tokenizer's difference. */
  public static final double MIN_FACTOR = 0.5;

  public static final double MAX_FACTOR = 2.0;

  private static final double FADE = 0.9;

  private double counted;
  private double reported;

  /**
   * Takes in one request. Numbers that are not positive are passed over.
   *
   * @param countedTokens of the prompt, by our counter
   * @param reportedTokens of the same prompt, by the provider
   */
  public synchronized void observe(long countedTokens, long reportedTokens) {
    if (countedTokens <= 0 || reportedTokens <= 0) {
      return;
    }
    counted = counted * FADE + countedTokens;
    reported = reported * FADE + reportedTokens;
  }

  /**
   * @return 1 before the first observation, else between 0.5 and 2
   */
  public synchronized double factor() {
    return counted == 0 ? 1 : Math.clamp(reported / counted, MIN_FACTOR, MAX_FACTOR);
  }

  /**
   * @return what the provider will probably report, rounded up
   */
  public long estimate(long countedTokens) {
    return (long) Math.ceil(countedTokens * factor());
  }
}
