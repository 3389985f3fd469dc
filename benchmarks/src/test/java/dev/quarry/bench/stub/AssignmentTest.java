package dev.quarry.bench.stub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AssignmentTest {
  @Test
  void assignmentIsReadOutOfWhateverSurroundsIt() {
    Assignment task = Assignment.of("job7", 50, 200).bytes(1_000, 4_000).recorded();

    assertThat(Assignment.in("{\"content\":\"" + task.text() + " and more\"}")).contains(task);
    assertThat(Assignment.in("What is a lighthouse?")).isEmpty();
  }

  @Test
  void theFirstOfSeveralCounts() {
    Assignment first = Assignment.least("a");

    assertThat(Assignment.in(first.text() + Assignment.least("b").text())).contains(first);
  }

  @Test
  void tokenThatCouldNotBeReadBackIsRefused() {
    assertThatThrownBy(() -> Assignment.least("a b")).hasMessageContaining("letters and digits");
  }

  @Test
  void textIsOfTheSizeAskedForAndDiffersBySeed() {
    assertThat(Prose.of("a", 1_000)).hasSize(1_000).isEqualTo(Prose.of("a", 1_000));
    assertThat(Prose.of("b", 1_000)).isNotEqualTo(Prose.of("a", 1_000));
    assertThat(Prose.of("a", 0)).isEmpty();
  }
}
