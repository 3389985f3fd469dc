package dev.quarry.runner.tool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.quarry.sdk.Source;
import dev.quarry.sdk.ToolResult;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/**
 * Puts the names of secrets where their values stand: as they are, URL-encoded, and in base64, also
 * within the base64 of a longer text.
 */
final class Redaction {
  /** Shorter values stand in ordinary texts by chance; they are not looked for. */
  static final int SHORTEST = 8;

  private static final Pattern PERCENT = Pattern.compile("%[0-9A-F]{2}");

  /** What stands for each form of each secret; the longest first, as one may hold another. */
  private final ConcurrentNavigableMap<String, String> names =
      new ConcurrentSkipListMap<>(
          Comparator.comparingInt(String::length)
              .reversed()
              .thenComparing(Comparator.naturalOrder()));

  /** Looks for a value from now on, without the white space around it. */
  void add(String name, String value) {
    String bare = value.strip();
    if (bare.length() >= SHORTEST) {
      forms(bare).forEach(form -> names.put(form, "[secret %s]".formatted(name)));
    }
  }

  String of(String text) {
    String redacted = text;
    for (Map.Entry<String, String> form : names.entrySet()) {
      redacted = redacted.replace(form.getKey(), form.getValue());
    }
    return redacted;
  }

  /** The same for a file, whose text is taken for UTF-8. */
  byte[] of(byte[] content) {
    String redacted = new String(content, ISO_8859_1);
    for (Map.Entry<String, String> form : names.entrySet()) {
      redacted = redacted.replace(bytewise(form.getKey()), bytewise(form.getValue()));
    }
    return redacted.getBytes(ISO_8859_1);
  }

  /** One character a byte. */
  private static String bytewise(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  ToolResult of(ToolResult result) {
    return switch (result) {
      case ToolResult.Success(String content, List<Source> sources) ->
          new ToolResult.Success(of(content), sources.stream().map(this::of).toList());
      case ToolResult.Failure failure ->
          new ToolResult.Failure(failure.code(), of(failure.message()), failure.retryAfter());
    };
  }

  private Source of(Source source) {
    return new Source(of(source.url()), of(source.title()), of(source.text()));
  }

  private static Set<String> forms(String value) {
    byte[] bytes = value.getBytes(UTF_8);
    var forms = new HashSet<String>();
    forms.add(value);
    String query = URLEncoder.encode(value, UTF_8);
    for (String encoded : List.of(query, query.replace("+", "%20"))) {
      forms.add(encoded);
      forms.add(PERCENT.matcher(encoded).replaceAll(hex -> hex.group().toLowerCase(Locale.ROOT)));
    }
    for (Base64.Encoder base64 : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      forms.add(base64.encodeToString(bytes));
      forms.add(base64.withoutPadding().encodeToString(bytes));
      for (int before = 0; before < 3; before++) {
        forms.add(inside(base64, bytes, before));
      }
    }
    return forms;
  }

  /**
   * What the base64 of every text has in it that holds the value, as {@code user:password} does.
   *
   * @param before how many bytes stand before the value, modulo 3
   */
  private static String inside(Base64.Encoder base64, byte[] value, int before) {
    byte[] text = new byte[before + value.length];
    System.arraycopy(value, 0, text, before, value.length);
    // Six bits a character: those that have bits of a neighbour are left out.
    return base64.encodeToString(text).substring((before * 8 + 5) / 6, text.length * 8 / 6);
  }
}
