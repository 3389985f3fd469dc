package dev.quarry.runner.work.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happened in a simulation: its end kept as text, all of it as a hash, and counts. */
final class Chronicle {
  private static final int KEPT = 400;
  private static final long PRIME = 0x100000001b3L;

  private final Deque<String> lines = new ArrayDeque<>();
  private final Map<Count, Integer> counts = new EnumMap<>(Count.class);
  private long hash = 0xcbf29ce484222325L;
  private @Nullable Violation violation;

  /** What a run shows to have done. */
  enum Count {
    CRASHES,
    FREEZES,
    DRAINS,
    CLEAN_DRAINS,
    TAKEOVERS,
    FENCED_WRITES,
    REFUSED_ENDS,
    LOST_ANSWERS,
    FAILED_CALLS,
    SLOW_CALLS,
    HAND_BACKS,
    GAVE_WAY,
    ROLLED_BACK,
    LOST_PERMITS,
    DOUBLED_PERMITS,
    CANCELS,
    PAUSES,
    MESSAGES,
    ANSWERS,
    POISONED,
    UNKNOWN_OUTCOMES,
    MODEL_CALLS,
    TOOL_CALLS,
    STEPS,
    JOBS
  }

  /** A broken invariant. */
  record Violation(Invariant invariant, String detail) {
    @Override
    public String toString() {
      return "%s (%s): %s".formatted(invariant, invariant.words(), detail);
    }
  }

  void note(long nanos, String line) {
    String stamped = "%.3f %s".formatted(nanos / 1e9, line);
    for (int i = 0; i < stamped.length(); i++) {
      hash = (hash ^ stamped.charAt(i)) * PRIME;
    }
    lines.addLast(stamped);
    if (lines.size() > KEPT) {
      lines.removeFirst();
    }
  }

  void count(Count what) {
    counts.merge(what, 1, Integer::sum);
  }

  Map<Count, Integer> counts() {
    return Map.copyOf(counts);
  }

  /** The first one counts: what follows may follow from it. */
  void violated(Invariant invariant, String detail) {
    if (violation == null) {
      violation = new Violation(invariant, detail);
    }
  }

  Optional<Violation> violation() {
    return Optional.ofNullable(violation);
  }

  long hash() {
    return hash;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
