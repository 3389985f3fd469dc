package dev.quarry.bench.suite;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.measure.Slope;
import dev.quarry.bench.measure.Spread;
import dev.quarry.bench.measure.Target;
import dev.quarry.bench.platform.BenchPlatform;
import dev.quarry.bench.platform.Setup;
import dev.quarry.bench.stub.Assignment;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.localstack.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * B4. Growth of the whole database, indexes and all, divided by the text that is new in each step.
 * The text does not compress, so compression hides nothing.
 */
final class TrajectoryBytes implements Benchmark {
  private static final int REPLY_BYTES = 1_000;
  private static final int RESULT_BYTES = 4_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Override
  public String id() {
    return "B4";
  }

  @Override
  public String name() {
    return "trajectory-bytes";
  }

  @Override
  public String about() {
    return "stored bytes a byte of text, and how they grow with the length of a history";
  }

  /** One length of history. */
  private record Size(int calls, double stored, double unique, double whole, double wal) {}

  @Override
  public List<Figure> run(Effort effort) throws Exception {
    List<Integer> lengths = effort.quick() ? List.of(20, 40, 80) : List.of(50, 100, 200, 400);
    int calls = effort.pick(800, 160);
    var sizes = new ArrayList<Size>();
    Map<String, Double> tables;
    try (BenchPlatform platform = BenchPlatform.withRunner(effort.home(), Setup.slots(4))) {
      Map<String, Double> before = tables(platform);
      double unique = 0;
      for (int length : lengths) {
        effort.say("%d jobs of %d calls".formatted(calls / length, length));
        sizes.add(measure(platform, length, calls / length));
        unique += sizes.getLast().unique() * (calls / length);
      }
      tables = grown(before, tables(platform), unique);
    }
    double slope = slope(sizes.stream().map(s -> new Slope.Point(s.calls(), s.stored())).toList());
    double naive = slope(sizes.stream().map(s -> new Slope.Point(s.calls(), s.whole())).toList());
    List<Double> ratios = sizes.stream().map(s -> s.stored() / s.unique()).toList();
    List<Double> wal = sizes.stream().map(s -> s.wal() / s.unique()).toList();
    Figure bytes =
        Figure.number(
            "B4", "stored bytes ÷ unique bytes", Spread.of(ratios), new Target.AtMost(1.3));
    for (Size size : sizes) {
      bytes = bytes.with(size.calls() + " calls", size.stored() / size.unique());
    }
    return List.of(
        bytes.with("written ahead", Spread.of(wal).median()).with(tables),
        Figure.number(
            "B4.slope",
            "growth over length of history (log-log)",
            Spread.one(slope),
            new Target.AtMost(1.05)),
        Figure.number(
            "B4.whole",
            "the same if each prompt were stored, by calculation",
            Spread.one(naive),
            new Target.None()));
  }

  /** Bytes of each table with its indexes and what is stored beside it. */
  private static Map<String, Double> tables(BenchPlatform platform) throws Exception {
    return platform
        .ledger()
        .read(
            Role.OWNER,
            "select relname, pg_total_relation_size(oid) from pg_class"
                + " where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1",
            rows -> {
              Map<String, Double> sizes = new LinkedHashMap<>();
              while (rows.next()) {
                sizes.put("table " + rows.getString(1), rows.getDouble(2));
              }
              return sizes;
            });
  }

  /** What each table grew by for a unique byte; those that did not are left out. */
  private static Map<String, Double> grown(
      Map<String, Double> before, Map<String, Double> after, double unique) {
    Map<String, Double> grown = new LinkedHashMap<>();
    after.forEach(
        (table, size) -> {
          double more = size - before.getOrDefault(table, 0.0);
          if (more > 0) {
            grown.put(table, more / unique);
          }
        });
    return grown;
  }

  private static double slope(List<Slope.Point> points) {
    return Slope.logLog(points);
  }

  private static Size measure(BenchPlatform platform, int length, int jobs) throws Exception {
    long before = platform.ledger().bytes();
    long walBefore = wal(platform);
    var ids = new ArrayList<UUID>();
    for (int i = 0; i < jobs; i++) {
      Assignment task = Assignment.of("bytes" + length + "x" + i, length, 0);
      ids.add(platform.jobs().submit(task.bytes(REPLY_BYTES, RESULT_BYTES)));
    }
    platform.jobs().awaitAll(PATIENCE);
    double stored = (platform.ledger().bytes() - before) / (double) jobs;
    double wal = (wal(platform) - walBefore) / (double) jobs;
    double unique = 0;
    double whole = 0;
    for (UUID id : ids) {
      double history = 0;
      for (StepRecord step : platform.ledger().trajectory(id)) {
        if (step.step() instanceof Step.Replied) {
          whole += history;
        }
        history += bytes(step.step());
      }
      unique += history;
      whole += history;
    }
    return new Size(length, stored, unique / jobs, whole / jobs, wal);
  }

  private static long wal(BenchPlatform platform) throws Exception {
    return platform
        .ledger()
        .number(Role.OWNER, "select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint");
  }

  /** The text that a step brings. */
  private static long bytes(Step step) {
    return switch (step) {
      case Step.Opened s -> length(s.brief().question());
      case Step.Replied s -> length(s.reply().content());
      case Step.ToolReturned s -> length(s.content());
      default -> 0;
    };
  }

  private static long length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
