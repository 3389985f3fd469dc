package dev.quarry.core.trajectory;

import org.jspecify.annotations.Nullable;

/**
 * What steps come to, made from what they came to one step earlier, so that each step costs the
 * same however many there are.
 *
 * @param brief of the first {@code opened}
 * @param spent by all steps together
 * @param limitHit the first
 * @param ended the last
 * @param dialogue with the user
 */
record Fold(
    @Nullable Brief brief,
    RoundList rounds,
    StepCost spent,
    Step.@Nullable LimitHit limitHit,
    Step.@Nullable Ended ended,
    Dialogue dialogue) {
  static final Fold START =
      new Fold(null, RoundList.EMPTY, StepCost.NOTHING, null, null, Dialogue.NONE);

  Fold plus(StepRecord record) {
    Step step = record.step();
    return new Fold(
        brief == null && step instanceof Step.Opened s ? s.brief() : brief,
        rounds.plus(record),
        spent.plus(StepCost.of(step)),
        limitHit == null && step instanceof Step.LimitHit s ? s : limitHit,
        step instanceof Step.Ended s ? s : ended,
        dialogue.plus(step));
  }
}
