package dev.quarry.bench.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * Repeats something until it gets no faster: a virtual machine compiles what is used often, and
 * takes the processor for that meanwhile.
 */
public final class WarmUp {
  /** Runs that are compared with as many before them. */
  private static final int WINDOW = 3;

  /** Less than this between two windows is no progress. */
  private static final double PROGRESS = 0.05;

  private WarmUp() {}

  /**
   * @param most runs at most, at least 1
   * @param run returns what it took, in any unit
   * @return how many runs it took
   */
  public static int untilSteady(int most, Interleaving.Run<Double> run) throws Exception {
    if (most < 1) {
      throw new IllegalArgumentException("most is " + most + "; accepted are numbers from 1");
    }
    var took = new ArrayList<Double>();
    while (took.size() < most) {
      took.add(run.once());
      if (steady(took)) {
        break;
      }
    }
    return took.size();
  }

  private static boolean steady(List<Double> took) {
    int last = took.size() - WINDOW;
    int before = last - WINDOW;
    return before >= 0
        && median(took.subList(last, took.size()))
            >= (1 - PROGRESS) * median(took.subList(before, last));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
