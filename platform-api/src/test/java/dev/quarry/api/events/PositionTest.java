package dev.quarry.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
  @Test
  void positionGoesOnStepByStep() {
    // Given / When
    Position position = Position.START.after(0, 1).after(0, 2).after(1, 1);

    // Then
    assertThat(position.toString()).isEqualTo("0:2,1:1");
    assertThat(position.seq(0)).isEqualTo(2);
    assertThat(position.seq(7)).isZero();
  }

  @Property(tries = 200)
  void whatWasGivenOutIsUnderstood(
      @ForAll @Size(min = 1, max = 9)
          Map<@IntRange(min = 0, max = 9999) Integer, @LongRange(min = 0, max = 1L << 48) Long>
              seqs) {
    Position position = new Position(seqs);
    assertThat(Position.parse(position.toString())).contains(position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "0:",
        ":1",
        "0:1,",
        "0:-1",
        "0:1:2",
        "a:b",
        "0:1 ",
        "99999:1",
        "0:9999999999999999"
      })
  void anythingElseIsNoPosition(String text) {
    assertThat(Position.parse(text)).isEmpty();
  }
}
