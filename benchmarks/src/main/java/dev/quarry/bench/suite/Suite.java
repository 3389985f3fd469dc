package dev.quarry.bench.suite;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All benchmarks, in the order in which they run. */
public final class Suite {
  private Suite() {}

  public static List<Benchmark> all() {
    return List.of(
        new JobThroughput(),
        new StepOverhead(),
        new CommitsPerStep(),
        new TrajectoryBytes(),
        new WaitingMemory(),
        new NoisyNeighbour(),
        new FairShares(),
        new Recovery(),
        new Drain(),
        new DispatchLatency(),
        new IsolationCost(),
        new ScaleOut(),
        new HistoryDepth());
  }

  /**
   * @param text an id such as {@code B1} or a name such as {@code job-throughput}
   */
  public static Optional<Benchmark> find(String text) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return all().stream()
        .filter(b -> b.name().equals(wanted) || b.id().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }
}
