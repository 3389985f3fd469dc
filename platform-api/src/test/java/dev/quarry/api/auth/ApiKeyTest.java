package dev.quarry.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
  @Test
  void keyHasTheFormThatSecretScannersKnow() {
    // Given / When
    ApiKey key = ApiKey.generate(new Random(1));

    // Then
    assertThat(key.reveal()).matches("qry_[0-9A-Za-z]{8}_[0-9A-Za-z]{30}_[0-9A-Za-z]{6}");
    assertThat(key.reveal()).contains("qry_" + key.id() + "_");
    assertThat(key.toString()).isEqualTo("qry_" + key.id() + "_…");
    assertThat(ApiKey.parse(key.reveal()))
        .hasValueSatisfying(
            parsed -> {
              assertThat(parsed.id()).isEqualTo(key.id());
              assertThat(parsed.hash()).isEqualTo(key.hash());
            });
  }

  @Property(tries = 300)
  void oneChangedCharacterIsNoKey(
      @ForAll long seed,
      @ForAll @IntRange(max = 49) int place,
      @ForAll @CharRange(from = 'a', to = 'z') char other) {
    // Given
    String text = ApiKey.generate(new Random(seed)).reveal();
    StringBuilder changed = new StringBuilder(text);
    changed.setCharAt(place, other);

    // When / Then
    assertThat(ApiKey.parse(changed.toString()).isPresent())
        .isEqualTo(changed.toString().equals(text));
  }

  @Property
  void anyTextIsReadWithoutFailing(@ForAll String text) {
    assertThat(ApiKey.parse(text)).isEmpty();
  }

  @Test
  void keyIsAcceptedOnlyAliveAndWhole() {
    // Given
    ApiKey key = ApiKey.generate(new Random(1));
    ApiKey other = ApiKey.generate(new Random(2));
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    // When / Then
    assertThat(known(key, null, false).accepts(key, "10.1.2.3", now)).isTrue();
    assertThat(known(key, now.plusSeconds(1), false).accepts(key, "10.1.2.3", now)).isTrue();
    assertThat(known(key, now, false).accepts(key, "10.1.2.3", now)).isFalse();
    assertThat(known(key, null, true).accepts(key, "10.1.2.3", now)).isFalse();
    assertThat(known(key, null, false).accepts(other, "10.1.2.3", now)).isFalse();
  }

  @Test
  void keyIsAcceptedOnlyFromWhereItMayCome() {
    // Given
    ApiKey key = ApiKey.generate(new Random(1));
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    KnownKey known =
        new KnownKey(
            () -> "a",
            key.hash(),
            null,
            false,
            List.of(
                Cidr.parse("10.0.0.0/8").orElseThrow(), Cidr.parse("2001:db8::1").orElseThrow()));

    // When / Then
    assertThat(known.accepts(key, "10.9.9.9", now)).isTrue();
    assertThat(known.accepts(key, "2001:db8::1", now)).isTrue();
    assertThat(known.accepts(key, "11.0.0.1", now)).isFalse();
    assertThat(known.accepts(key, "2001:db8::2", now)).isFalse();
    assertThat(known.accepts(key, "", now)).isFalse();
  }

  @Test
  void operatorsKeyIsKnownByItsPrefix() {
    ApiKey key = ApiKey.generateForOperator(new Random(1));

    assertThat(key.reveal()).startsWith("qop_" + key.id() + "_");
    assertThat(ApiKey.parse(key.reveal()).map(ApiKey::operator)).contains(true);
    assertThat(ApiKey.generate(new Random(1)).operator()).isFalse();
  }

  private static KnownKey known(ApiKey key, Instant expiresAt, boolean revoked) {
    return new KnownKey(() -> "a", key.hash(), expiresAt, revoked, List.of());
  }
}
