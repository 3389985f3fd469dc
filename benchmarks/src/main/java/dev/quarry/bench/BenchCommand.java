package dev.quarry.bench;

import dev.quarry.bench.measure.Figure;
import dev.quarry.bench.report.JsonReport;
import dev.quarry.bench.report.Machine;
import dev.quarry.bench.report.MarkdownReport;
import dev.quarry.bench.report.Report;
import dev.quarry.bench.report.TableReport;
import dev.quarry.bench.suite.Benchmark;
import dev.quarry.bench.suite.Effort;
import dev.quarry.bench.suite.Suite;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarry bench}. */
@Command(
    name = "quarry bench",
    header = "Measures the platform against baselines of the same minutes.",
    description = "",
    footer = {
      "",
      "NAME is an id or a name of --list, in any case: ./quarry bench B1 scale-out.",
      "All of them take some 50 minutes on two idle cores, with --quick some 12.",
      "Each ratio is the median over pairs; a pair whose baseline moved by more than 2 is discarded.",
      "docs/performance.md tells what each benchmark does.",
      "",
      "Exit codes:",
      "  0 measured, whatever the targets say   1 with --strict: a target is missed or undecided",
      "  3 bad input   4 something could not be started or measured"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int STRICT_FAILED = 1;
  private static final int NOT_MEASURED = 4;

  private final Path root;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Benchmarks by id or name; all by default.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "List the benchmarks and end.")
  private boolean list;

  @Option(names = "--quick", description = "Fewer pairs and smaller loads: a rough number soon.")
  private boolean quick;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "Pairs of baseline and system (7; with --quick 3).")
  private @Nullable Integer pairs;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Write the report as docs/performance.md holds it.")
  private @Nullable Path markdown;

  @Option(names = "--strict", description = "Fail when a target is missed.")
  private boolean strict;

  @Option(names = "--keep", description = "Keep data and logs.")
  private boolean keep;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  boolean help;

  /**
   * @param root of the checkout
   */
  BenchCommand(Path root) {
    this.root = root;
  }

  @Override
  public Integer call() throws IOException {
    List<Benchmark> chosen = chosen();
    if (list) {
      chosen.forEach(b -> out().printf("%-4s %-18s %s%n", b.id(), b.name(), b.about()));
      return 0;
    }
    Report report = run(chosen);
    TableReport.lines(report).forEach(out()::println);
    out().flush();
    if (json != null) {
      JsonReport.write(report, json);
    }
    if (markdown != null) {
      MarkdownReport.write(report, markdown);
    }
    if (!report.failures().isEmpty()) {
      return NOT_MEASURED;
    }
    return strict && !report.allMet() ? STRICT_FAILED : 0;
  }

  private List<Benchmark> chosen() {
    if (names.isEmpty()) {
      return Suite.all();
    }
    var found = new ArrayList<Benchmark>();
    for (String name : names) {
      Optional<Benchmark> benchmark = Suite.find(name);
      if (benchmark.isEmpty()) {
        throw wrong(
            "There is no benchmark \"%s\"; there are %s."
                .formatted(
                    name,
                    String.join(
                        ", ", Suite.all().stream().map(b -> b.id() + " " + b.name()).toList())));
      }
      found.add(benchmark.get());
    }
    return found;
  }

  private Report run(List<Benchmark> chosen) throws IOException {
    Machine machine = Machine.here();
    Instant began = Instant.now();
    var figures = new ArrayList<Figure>();
    Map<String, String> failures = new LinkedHashMap<>();
    for (Benchmark benchmark : chosen) {
      Instant started = Instant.now();
      Path home = root.resolve(".quarry/bench").resolve(benchmark.name());
      Effort effort = effort(benchmark, home);
      remove(home);
      Files.createDirectories(home);
      try {
        figures.addAll(benchmark.run(effort));
        say(
            benchmark,
            "done in %d s".formatted(Duration.between(started, Instant.now()).toSeconds()));
        if (!keep) {
          remove(home);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failures.put(benchmark.id(), "interrupted");
        break;
      } catch (Exception | AssertionError e) {
        failures.put(benchmark.id(), e + "; data and logs are in " + home);
        e.printStackTrace(err());
      }
    }
    return new Report(began, Instant.now(), quick, machine, figures, failures);
  }

  private Effort effort(Benchmark benchmark, Path home) {
    int wanted = pairs != null ? pairs : quick ? Effort.QUICK_PAIRS : Effort.FULL_PAIRS;
    try {
      return new Effort(quick, wanted, home, line -> say(benchmark, line));
    } catch (IllegalArgumentException e) {
      throw wrong("--" + e.getMessage() + ".");
    }
  }

  private void say(Benchmark benchmark, String line) {
    err().printf("%s %s: %s%n", benchmark.id(), benchmark.name(), line);
    err().flush();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  private PrintWriter out() {
    return spec().commandLine().getOut();
  }

  private PrintWriter err() {
    return spec().commandLine().getErr();
  }

  private CommandSpec spec() {
    return java.util.Objects.requireNonNull(spec, "picocli sets it");
  }

  private static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
