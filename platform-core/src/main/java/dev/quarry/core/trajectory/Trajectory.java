package dev.quarry.core.trajectory;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The steps of one rollout so far, in order, and what can be read off them. Immutable. A longer
 * trajectory shares all with the shorter one that it was made from: adding a step, looking back and
 * reading off cost the same however many steps there are.
 */
public final class Trajectory {
  private static final Trajectory EMPTY = new Trajectory(GrowingList.empty(), GrowingList.empty());

  private final GrowingList<StepRecord> steps;

  /** What the steps up to each one come to. */
  private final GrowingList<Fold> folds;

  private Trajectory(GrowingList<StepRecord> steps, GrowingList<Fold> folds) {
    this.steps = steps;
    this.folds = folds;
  }

  public static Trajectory empty() {
    return EMPTY;
  }

  /**
   * @throws IllegalArgumentException when the sequence numbers are not 1, 2, 3, …
   */
  public static Trajectory of(List<StepRecord> steps) {
    Trajectory all = EMPTY;
    for (StepRecord step : steps) {
      all = all.plus(step);
    }
    return all;
  }

  /**
   * @return this and one step more
   * @throws IllegalArgumentException when its sequence number is not the next one
   */
  public Trajectory plus(StepRecord step) {
    if (step.seq() != nextSeq()) {
      throw new IllegalArgumentException(
          "step %d of the trajectory has sequence number %d".formatted(nextSeq(), step.seq()));
    }
    return new Trajectory(steps.plus(step), folds.plus(fold().plus(step)));
  }

  public List<StepRecord> steps() {
    return steps;
  }

  /**
   * @return the steps before one, for looking at a decision with what was known then
   */
  public Trajectory before(long seq) {
    int count = (int) Math.min(seq - 1, steps.size());
    return new Trajectory(steps.first(count), folds.first(count));
  }

  public long nextSeq() {
    return steps.size() + 1L;
  }

  public Optional<Brief> brief() {
    return Optional.ofNullable(fold().brief());
  }

  /**
   * @return the accepted replies, each with what followed from it
   */
  public List<Round> rounds() {
    return fold().rounds();
  }

  /**
   * @return the limit that was hit, if any
   */
  public Optional<Step.LimitHit> limitHit() {
    return Optional.ofNullable(fold().limitHit());
  }

  public Optional<Step.Ended> ended() {
    return Optional.ofNullable(fold().ended());
  }

  /**
   * @return what was said between the agent and its user
   */
  public Dialogue dialogue() {
    return fold().dialogue();
  }

  /**
   * @return what was used up so far
   */
  public Usage usage() {
    Fold fold = fold();
    StepCost spent = fold.spent();
    return new Usage(fold.rounds().size(), spent.modelCalls(), spent.toolCalls(), spent.tokens());
  }

  /**
   * Goes through all steps: for the end of a rollout.
   *
   * @return the pages that were read, each once, in the order of first reading: number n of a job's
   *     sources is element n-1
   */
  public List<SourceRef> sources() {
    var seen = new LinkedHashMap<String, SourceRef>();
    for (StepRecord record : steps) {
      if (record.step() instanceof Step.ToolReturned returned) {
        returned.sources().forEach(s -> seen.putIfAbsent(s.url() + ' ' + s.sha256(), s));
      }
    }
    return List.copyOf(seen.values());
  }

  private Fold fold() {
    return folds.isEmpty() ? Fold.START : folds.getLast();
  }
}
