package dev.quarry.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  @Test
  void goesOnAsLongAsItGetsFaster() throws Exception {
    Iterator<Double> halving = DoubleStream.iterate(64, d -> Math.max(1, d / 2)).iterator();

    int runs = WarmUp.untilSteady(100, halving::next);

    // 64 32 16 8 4 2 1 1 1 1 1: the last two windows of three are alike
    assertThat(runs).isEqualTo(11);
  }

  @Test
  void oneSlowRunIsNoSign() throws Exception {
    Iterator<Double> runs = DoubleStream.of(8, 8, 8, 4, 20, 4, 4, 4, 4).iterator();

    // After six the mean of the last three is no less than that of the first; the median is, and
    // stays so until 4 20 4 stands before 4 4 4
    assertThat(WarmUp.untilSteady(100, runs::next)).isEqualTo(9);
  }

  @Test
  void endsAtTheMost() throws Exception {
    Iterator<Double> halving = DoubleStream.iterate(1, d -> d / 2).iterator();

    assertThat(WarmUp.untilSteady(7, halving::next)).isEqualTo(7);
    assertThatThrownBy(() -> WarmUp.untilSteady(0, halving::next))
        .hasMessageContaining("most is 0");
  }
}
