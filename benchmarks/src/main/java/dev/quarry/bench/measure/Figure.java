package dev.quarry.bench.measure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One measured number with its target.
 *
 * @param id of the benchmark and the figure, for example {@code B1} or {@code B1.dbos}
 * @param what in a few words, with its unit where it has one
 * @param value the median counts
 * @param target what it should be
 * @param baseline what it is a ratio to, in words
 * @param discarded pairs that were thrown away because the baseline moved
 * @param details further numbers of the same run, for readers of the JSON
 */
public record Figure(
    String id,
    String what,
    Spread value,
    Target target,
    String baseline,
    int discarded,
    Map<String, Double> details) {
  public Figure {
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /** A ratio over pairs. */
  public static Figure ratio(String id, String what, Pairs pairs, Target target, String baseline) {
    return new Figure(id, what, pairs.ratios(), target, baseline, pairs.discarded(), Map.of())
        .with("measured", pairs.measured().median())
        .with("baseline", pairs.baseline().median());
  }

  /** A number that needs no baseline. */
  public static Figure number(String id, String what, Spread value, Target target) {
    return new Figure(id, what, value, target, "", 0, Map.of());
  }

  public Figure with(String name, double detail) {
    var more = new LinkedHashMap<>(details);
    more.put(name, detail);
    return new Figure(id, what, value, target, baseline, discarded, more);
  }

  public Figure with(Map<String, Double> further) {
    Figure all = this;
    for (Map.Entry<String, Double> detail : further.entrySet()) {
      all = all.with(detail.getKey(), detail.getValue());
    }
    return all;
  }

  public Target.Verdict verdict() {
    return target.judge(value.median());
  }
}
