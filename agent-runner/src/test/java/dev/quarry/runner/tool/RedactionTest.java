package dev.quarry.runner.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a secret is found, and what stands there then. */
class RedactionTest {
  private static final String TOKEN = "tök+n/with=all? ~signs";

  private final Redaction redaction = new Redaction();

  @Test
  void valueIsReplacedByTheNameOfTheSecret() {
    redaction.add("wiki.token", TOKEN + "\n");

    assertThat(redaction.of("key " + TOKEN + ", again " + TOKEN + "."))
        .isEqualTo("key [secret wiki.token], again [secret wiki.token].");
    assertThat(redaction.of("nothing of it")).isEqualTo("nothing of it");
  }

  @Test
  void urlEncodedValueIsReplaced() {
    redaction.add("t", TOKEN);

    String query = URLEncoder.encode(TOKEN, UTF_8);
    assertThat(query).contains("%C3%B6", "+%7E");
    assertThat(redaction.of("?key=" + query + "&x")).isEqualTo("?key=[secret t]&x");
    assertThat(redaction.of("/" + query.replace("+", "%20") + "/")).isEqualTo("/[secret t]/");
    assertThat(redaction.of(query.replaceAll("%C3%B6", "%c3%b6").replaceAll("%2B", "%2b")))
        .as("only some in small letters")
        .isNotEqualTo("[secret t]");
    assertThat(redaction.of(hexInSmallLetters(query))).isEqualTo("[secret t]");
  }

  private static String hexInSmallLetters(String encoded) {
    return java.util.regex.Pattern.compile("%..")
        .matcher(encoded)
        .replaceAll(hex -> hex.group().toLowerCase(Locale.ROOT));
  }

  @Test
  void base64OfTheValueIsReplacedWhole() {
    redaction.add("t", TOKEN);

    byte[] bytes = TOKEN.getBytes(UTF_8);
    for (Base64.Encoder base64 :
        new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder()}) {
      assertThat(redaction.of(base64.encodeToString(bytes))).isEqualTo("[secret t]");
      assertThat(redaction.of(base64.withoutPadding().encodeToString(bytes)))
          .isEqualTo("[secret t]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "u", "us", "use", "user:", "someone:"})
  void base64OfALongerTextGivesNothingAway(String before) {
    redaction.add("t", TOKEN);

    for (String after : new String[] {"", "x", "xy", "xyz"}) {
      String sent = Base64.getEncoder().encodeToString((before + TOKEN + after).getBytes(UTF_8));
      String told = redaction.of("Basic " + sent);

      // At most the two letters that share bits with a neighbour are left of it.
      assertThat(told).contains("[secret t]");
      int neighbours = (before.length() + after.length() + 2) / 3 * 4 + 4;
      assertThat(told.replace("[secret t]", "").length()).isLessThanOrEqualTo(6 + neighbours);
    }
  }

  @Test
  void shortValueIsLeftAlone() {
    redaction.add("pin", "1234567");
    redaction.add("word", "12345678");

    assertThat(redaction.of("1234567, 12345678")).isEqualTo("1234567, [secret word]");
  }

  @Test
  void secretThatHoldsAnotherIsReplacedFirst() {
    redaction.add("inner", "abcdefgh");
    redaction.add("outer", "abcdefgh-ijkl");

    assertThat(redaction.of("abcdefgh-ijkl abcdefgh")).isEqualTo("[secret outer] [secret inner]");
  }

  @Test
  void fileKeepsItsOtherBytes() {
    // Given every byte around the value
    redaction.add("t", TOKEN);
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    var file = new ByteArrayOutputStream();
    file.writeBytes(all);
    file.writeBytes(TOKEN.getBytes(UTF_8));
    file.writeBytes(all);
    // When
    byte[] redacted = redaction.of(file.toByteArray());
    // Then
    var expected = new ByteArrayOutputStream();
    expected.writeBytes(all);
    expected.writeBytes("[secret t]".getBytes(UTF_8));
    expected.writeBytes(all);
    assertThat(redacted).isEqualTo(expected.toByteArray());
  }
}
