package dev.quarry.api.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class CursorTest {
  @Property(tries = 200)
  void whatWasGivenOutIsUnderstood(
      @ForAll @LongRange(min = 0, max = 4_102_444_800_000_000L) long micros,
      @ForAll long high,
      @ForAll long low) {
    Cursor cursor = new Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), new UUID(high, low));
    assertThat(Cursor.decode(cursor.encode())).contains(cursor);
  }

  @Property(tries = 300)
  void anyTextIsReadWithoutFailing(@ForAll String text) {
    assertThat(Cursor.decode(text)).isEmpty();
  }
}
