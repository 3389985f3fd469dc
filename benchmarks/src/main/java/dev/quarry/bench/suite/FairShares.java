package dev.quarry.bench.suite;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Jain;
import dev.quarry.bench.measure.Spread;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.platform.Scratch;
import dev.quarry.bench.platform.ScratchDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * B6b. How slots are shared while everybody has something waiting: claims from the real database,
 * by slots that only hold what they get. Time runs faster than in life, so that a minute of
 * measuring stands for half an hour or more.
 */
final class FairShares implements Benchmark {
  private static final int CONNECTIONS = 16;
  private static final int TENANTS = 50;
  private static final List<Integer> WEIGHTS = List.of(1, 2, 3, 4, 6);
  private static final double KEYS_WEIGHT = 4;
  private static final int KEYS = 100;

  @Override
  public String id() {
    return "B6b";
  }

  @Override
  public String name() {
    return "fair-shares";
  }

  @Override
  public String about() {
    return "how equal shares of slots are, by weight and by key, and what stays idle";
  }

  /**
   * How much is done.
   *
   * @param timesFaster seconds that one stands for
   * @param window that is measured
   */
  private record Size(int slots, int timesFaster, Duration window) {
    Slots.Pace pace() {
      return new Slots.Pace(slots, timesFaster);
    }

    /** Of a job that would take so many seconds. */
    Duration length(int seconds) {
      return Duration.ofMillis(seconds * 1_000L / timesFaster);
    }

    Duration warmUp() {
      return window.dividedBy(5);
    }

    /**
     * @return jobs that a tenant can work off meanwhile, and as many again
     */
    int jobs(double share, Duration length) {
      double seconds = slots * share * (window.plus(warmUp()).toMillis() / 1e3);
      return (int) (2 * seconds / (length.toMillis() / 1e3)) + slots;
    }
  }

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    int slots = effort.pick(64, 32);
    var minute = new Size(slots, effort.pick(30, 120), Duration.ofSeconds(effort.pick(60, 12)));
    // A share is exact to what one rollout counts for ahead, so that its window is longer.
    var hours = new Size(slots, effort.pick(60, 120), Duration.ofSeconds(effort.pick(120, 24)));
    var figures = new ArrayList<Figure>();
    try (Scratch scratch = Scratch.start(effort.home())) {
      try (ScratchDatabase database = scratch.database("equal", CONNECTIONS)) {
        figures.addAll(equal(effort, database, minute));
      }
      try (ScratchDatabase database = scratch.database("weighted", CONNECTIONS)) {
        figures.addAll(weighted(effort, database, hours));
      }
      try (ScratchDatabase database = scratch.database("budget", CONNECTIONS)) {
        figures.addAll(BudgetRace.run(effort, database));
      }
    }
    return List.copyOf(figures);
  }

  /** Between half of it and half as much again. */
  private static Duration about(Duration length) {
    return Duration.ofNanos(
        (long) (length.toNanos() * ThreadLocalRandom.current().nextDouble(0.5, 1.5)));
  }

  /** Fifty tenants of the same weight; the jobs of some take four times as long as of others. */
  private static List<Figure> equal(Effort effort, ScratchDatabase database, Size size)
      throws SQLException, InterruptedException {
    Map<UUID, Duration> lengths = new LinkedHashMap<>();
    for (int i = 0; i < TENANTS; i++) {
      Duration length = size.length(42 * (1 + i % 4));
      UUID tenant = database.tenant("tenant-" + i, 1);
      database.enqueue(tenant, size.jobs(1.0 / TENANTS, length), 1);
      lengths.put(tenant, length);
    }
    database.settle();
    effort.say("%d slots, %d tenants of the same weight".formatted(size.slots(), TENANTS));
    Slots.Shares shares =
        new Slots(
                database, size.pace(), tenant -> about(lengths.getOrDefault(tenant, Duration.ZERO)))
            .run(size.warmUp(), size.window());
    double jain = Jain.index(lengths.keySet().stream().map(shares::of).toList());
    return List.of(
        Figure.number(
                "B6b.jain",
                "Jain's index of slot-seconds, %d tenants".formatted(TENANTS),
                Spread.one(jain),
                new Target.AtLeast(0.98))
            .with("slot-seconds", shares.total()),
        Figure.number(
            "B6b.idle",
            "slot-seconds idle while work was claimable",
            Spread.one(shares.idle()),
            new Target.AtMost(0.01)));
  }

  /** Tenants of different weights, and two of the same of which one comes with many keys. */
  private static List<Figure> weighted(Effort effort, ScratchDatabase database, Size size)
      throws SQLException, InterruptedException {
    Duration length = size.length(30);
    double all = WEIGHTS.stream().mapToInt(w -> w).sum() + 2 * KEYS_WEIGHT;
    Map<UUID, Integer> weights = new LinkedHashMap<>();
    for (int weight : WEIGHTS) {
      UUID tenant = database.tenant("weight-" + weight, weight);
      database.enqueue(tenant, size.jobs(weight / all, length), 1);
      weights.put(tenant, weight);
    }
    UUID oneKey = database.tenant("one-key", KEYS_WEIGHT);
    database.enqueue(oneKey, size.jobs(KEYS_WEIGHT / all, length), 1);
    UUID manyKeys = database.tenant("many-keys", KEYS_WEIGHT);
    database.enqueue(manyKeys, size.jobs(KEYS_WEIGHT / all, length), KEYS);
    database.settle();
    effort.say("%d slots, weights %s, and %d keys".formatted(size.slots(), WEIGHTS, KEYS));
    Slots.Shares shares =
        new Slots(database, size.pace(), tenant -> about(length)).run(size.warmUp(), size.window());
    double worst = 0;
    for (Map.Entry<UUID, Integer> tenant : weights.entrySet()) {
      double due = shares.total() * tenant.getValue() / all;
      worst = Math.max(worst, Math.abs(shares.of(tenant.getKey()) / due - 1));
    }
    return List.of(
        Figure.number(
            "B6b.weights",
            "largest difference of a share from its weight",
            Spread.one(worst),
            new Target.AtMost(0.02)),
        Figure.number(
            "B6b.keys",
            "share with %d keys ÷ share with one".formatted(KEYS),
            Spread.one(shares.of(manyKeys) / shares.of(oneKey)),
            new Target.AtMost(1.02)));
  }
}
