package dev.quarry.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterleavingTest {
  @Test
  void everySystemStandsBetweenTwoBaselines() throws Exception {
    // Given
    var order = new ArrayList<String>();
    Map<String, Interleaving.Run<Integer>> systems = new LinkedHashMap<>();
    systems.put("b", () -> note(order, "b"));
    systems.put("c", () -> note(order, "c"));

    // When
    Map<String, List<Turn<Integer, Integer>>> turns =
        Interleaving.run(2, () -> note(order, "a"), systems);

    // Then
    assertThat(String.join("", order)).isEqualTo("abacabaca");
    assertThat(turns.get("b")).containsExactly(new Turn<>(1, 2, 3), new Turn<>(5, 6, 7));
    assertThat(turns.get("c")).containsExactly(new Turn<>(3, 4, 5), new Turn<>(7, 8, 9));
  }

  private static int note(List<String> order, String name) {
    order.add(name);
    return order.size();
  }
}
