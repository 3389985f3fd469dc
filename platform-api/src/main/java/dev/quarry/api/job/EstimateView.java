package dev.quarry.api.job;

import java.math.BigDecimal;

/**
 * What a job would use up.
 *
 * @param basis {@code history}: expected is the median of earlier jobs, high what 95 of 100 stayed
 *     within; {@code bounds}: both are the bounds of the job's own budget
 * @param jobs that it was made of
 * @param currency in millionths of which costs are
 * @param bound by the job's own budget
 */
public record EstimateView(
    String basis, int jobs, String currency, Amounts expected, Amounts high, Amounts bound) {
  static final String HISTORY = "history";
  static final String BOUNDS = "bounds";

  /**
   * Amounts.
   *
   * @param tokens of prompts and replies together
   * @param slotSeconds time while runners work
   */
  public record Amounts(long tokens, long costMicros, BigDecimal slotSeconds) {}
}
