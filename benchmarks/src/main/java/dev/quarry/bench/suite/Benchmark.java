package dev.quarry.bench.suite;

import dev.quarry.bench.measure.Figure;
import java.util.List;

/** One thing that is measured. */
public interface Benchmark {
  /** Short, as the docs name it: {@code B1}. */
  String id();

  /** Its name on the command line. */
  String name();

  /** What it measures, in one line. */
  String about();

  List<Figure> run(Effort effort) throws Exception;
}
