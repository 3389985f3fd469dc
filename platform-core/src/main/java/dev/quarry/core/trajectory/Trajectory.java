package dev.quarry.core.trajectory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The steps of one rollout so far, in order, and what can be read off them. Immutable. */
public final class Trajectory {
  private static final Trajectory EMPTY = new Trajectory(List.of());

  private final List<StepRecord> steps;

  private Trajectory(List<StepRecord> steps) {
    this.steps = steps;
  }

  public static Trajectory empty() {
    return EMPTY;
  }

  /**
   * @throws IllegalArgumentException when the sequence numbers are not 1, 2, 3, …
   */
  public static Trajectory of(List<StepRecord> steps) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i).seq() != i + 1) {
        throw new IllegalArgumentException(
            "step %d of the trajectory has sequence number %d"
                .formatted(i + 1, steps.get(i).seq()));
      }
    }
    return new Trajectory(List.copyOf(steps));
  }

  /**
   * @return this and one step more
   */
  public Trajectory plus(StepRecord step) {
    if (step.seq() != nextSeq()) {
      throw new IllegalArgumentException(
          "step %d does not follow step %d".formatted(step.seq(), nextSeq() - 1));
    }
    var all = new ArrayList<StepRecord>(steps.size() + 1);
    all.addAll(steps);
    all.add(step);
    return new Trajectory(Collections.unmodifiableList(all));
  }

  public List<StepRecord> steps() {
    return steps;
  }

  /**
   * @return the steps before one, for looking at a decision with what was known then
   */
  public Trajectory before(long seq) {
    return new Trajectory(steps.subList(0, (int) Math.min(seq - 1, steps.size())));
  }

  public long nextSeq() {
    return steps.size() + 1L;
  }

  public Optional<Brief> brief() {
    return steps.stream()
        .map(StepRecord::step)
        .filter(Step.Opened.class::isInstance)
        .map(s -> ((Step.Opened) s).brief())
        .findFirst();
  }

  /**
   * @return the accepted replies, each with what followed from it
   */
  public List<Round> rounds() {
    var rounds = new ArrayList<Round>();
    for (StepRecord record : steps) {
      switch (record.step()) {
        case Step.Replied s -> rounds.add(new Round(rounds.size() + 1, record.seq(), s, List.of()));
        case Step.ToolReturned s -> {
          if (!rounds.isEmpty()) {
            rounds.add(rounds.removeLast().plus(s));
          }
        }
        case Step.Leased s -> {}
        case Step.Opened s -> {}
        case Step.ReplyRejected s -> {}
        case Step.ToolStarted s -> {}
        case Step.Nudged s -> {}
        case Step.LimitHit s -> {}
        case Step.Ended s -> {}
      }
    }
    return rounds;
  }

  /**
   * @return the limit that was hit, if any
   */
  public Optional<Step.LimitHit> limitHit() {
    return steps.stream()
        .map(StepRecord::step)
        .filter(Step.LimitHit.class::isInstance)
        .map(Step.LimitHit.class::cast)
        .findFirst();
  }

  public Optional<Step.Ended> ended() {
    return steps.reversed().stream()
        .map(StepRecord::step)
        .filter(Step.Ended.class::isInstance)
        .map(Step.Ended.class::cast)
        .findFirst();
  }

  /**
   * @return the pages that were read, each once, in the order of first reading: number n of a job's
   *     sources is element n-1
   */
  public List<SourceRef> sources() {
    var seen = new java.util.LinkedHashMap<String, SourceRef>();
    for (StepRecord record : steps) {
      if (record.step() instanceof Step.ToolReturned returned) {
        returned.sources().forEach(s -> seen.putIfAbsent(s.url() + ' ' + s.sha256(), s));
      }
    }
    return List.copyOf(seen.values());
  }

  /**
   * @return what was used up so far
   */
  public Usage usage() {
    int modelCalls = 0;
    int toolCalls = 0;
    TokenUsage tokens = TokenUsage.NONE;
    for (StepRecord record : steps) {
      StepCost cost = StepCost.of(record.step());
      modelCalls += cost.modelCalls();
      toolCalls += cost.toolCalls();
      tokens = tokens.plus(cost.tokens());
    }
    return new Usage(rounds().size(), modelCalls, toolCalls, tokens);
  }
}
