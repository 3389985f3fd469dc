package dev.quarry.core.trajectory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An accepted reply and the tool results that followed.
 *
 * @param number from 1
 * @param seq of the reply's step
 * @param reply the reply
 * @param results in call order, whatever the order in which they came
 */
public record Round(int number, long seq, Step.Replied reply, List<Step.ToolReturned> results) {
  public Round {
    results = results.stream().sorted(Comparator.comparingInt(Step.ToolReturned::call)).toList();
  }

  Round plus(Step.ToolReturned result) {
    var all = new ArrayList<>(results);
    all.add(result);
    return new Round(number, seq, reply, all);
  }

  /**
   * @return the result of one call, if it is there yet
   */
  public Optional<Step.ToolReturned> result(int call) {
    return results.stream().filter(r -> r.call() == call).findFirst();
  }
}
