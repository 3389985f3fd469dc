package dev.quarry.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.bench.suite.Benchmark;
import dev.quarry.bench.suite.Suite;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = BenchMain.commandLine(Path.of("nowhere"));
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  @Test
  void listNamesEveryBenchmark() {
    assertThat(run("--list")).isZero();
    assertThat(out.toString().lines())
        .hasSize(Suite.all().size())
        .anyMatch(line -> line.startsWith("B1   job-throughput"));
  }

  @Test
  void listOfChosenOnesIsShorter() {
    assertThat(run("--list", "b2", "scale-out")).isZero();
    assertThat(out.toString().lines().map(line -> line.split(" ")[0])).containsExactly("B2", "B13");
  }

  @Test
  void unknownNameIsToldWithThoseThatThereAre() {
    assertThat(run("--list", "speed")).isEqualTo(3);
    assertThat(err.toString()).contains("\"speed\"").contains("B1 job-throughput");
  }

  @Test
  void pairsMustBePositive() {
    assertThat(run("--pairs", "0", "B1")).isEqualTo(3);
    assertThat(err.toString()).contains("pairs is 0; accepted are numbers from 1");
  }

  @Test
  void idsAndNamesAreUnique() {
    assertThat(Suite.all().stream().map(Benchmark::id)).doesNotHaveDuplicates();
    assertThat(Suite.all().stream().map(Benchmark::name)).doesNotHaveDuplicates();
  }
}
