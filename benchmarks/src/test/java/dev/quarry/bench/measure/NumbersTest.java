package dev.quarry.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quarry.bench.measure.Slope.Point;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void percentilesLieBetweenNeighbours() {
    List<Double> numbers = List.of(40.0, 10.0, 30.0, 20.0);

    assertThat(Percentile.of(numbers, 0)).isEqualTo(10);
    assertThat(Percentile.of(numbers, 50)).isEqualTo(25);
    assertThat(Percentile.of(numbers, 99)).isEqualTo(39.7, within(1e-9));
    assertThat(Percentile.of(numbers, 100)).isEqualTo(40);
    assertThatThrownBy(() -> Percentile.of(numbers, 101)).hasMessageContaining("0 to 100");
    assertThatThrownBy(() -> Percentile.of(List.of(), 50)).hasMessageContaining("no numbers");
  }

  @Test
  void slopeIsTheExponent() {
    assertThat(slope(1)).isEqualTo(1, within(1e-9));
    assertThat(slope(2)).isEqualTo(2, within(1e-9));
    assertThatThrownBy(() -> Slope.logLog(List.of(new Point(2, 1), new Point(2, 3))))
        .hasMessageContaining("different x");
  }

  private static double slope(double exponent) {
    return Slope.logLog(
        List.of(50.0, 100.0, 400.0).stream()
            .map(x -> new Point(x, 7 * Math.pow(x, exponent)))
            .toList());
  }

  @Test
  void targetsAreMetAtTheirLimit() {
    assertThat(new Target.AtMost(2).judge(2)).isEqualTo(Target.Verdict.MET);
    assertThat(new Target.AtMost(2).judge(2.01)).isEqualTo(Target.Verdict.MISSED);
    assertThat(new Target.AtLeast(2).judge(2)).isEqualTo(Target.Verdict.MET);
    assertThat(new Target.AtLeast(2).judge(1.99)).isEqualTo(Target.Verdict.MISSED);
    assertThat(new Target.AtLeast(2).judge(Double.NaN)).isEqualTo(Target.Verdict.UNDECIDED);
    assertThat(new Target.None().judge(2)).isEqualTo(Target.Verdict.TOLD);
  }

  @Test
  void pollersAreTakenOffTheWaitButNotOffTheWork() throws Exception {
    // Given a counter that grows by a million a second while nobody works, and by the work
    long start = System.nanoTime();
    var extra = new ArrayDeque<Long>(List.of(0L));
    CommitMeter meter =
        CommitMeter.idle(
            () -> {
              Thread.sleep(20);
              return (System.nanoTime() - start) / 1_000 + extra.getLast();
            });

    // When work of 30 ms adds ten million
    double commits =
        meter.during(
            () -> {
              Thread.sleep(30);
              extra.add(10_000_000L);
            });

    // Then it is charged with its own and with the pollers of its own time, not of the wait
    assertThat(meter.idlePerSecond()).isBetween(0.5e6, 1.5e6);
    assertThat(commits).isGreaterThan(10_000_000).isLessThan(11_000_000);
  }

  @Test
  void sharesAreAsEqualAsTheyAre() {
    assertThat(Jain.index(List.of(2.0, 2.0, 2.0))).isEqualTo(1, within(1e-9));
    assertThat(Jain.index(List.of(6.0, 0.0, 0.0))).isEqualTo(1 / 3.0, within(1e-9));
    assertThat(Jain.index(List.of(1.0, 3.0))).isEqualTo(0.8, within(1e-9));
    assertThatThrownBy(() -> Jain.index(List.of(0.0))).hasMessageContaining("not all 0");
    assertThatThrownBy(() -> Jain.index(List.of(1.0, -1.0))).hasMessageContaining("from 0");
  }
}
