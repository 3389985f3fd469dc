package dev.quarry.runner.mode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with placeholders such as {@code {question}}. They are filled in a single pass: a
 * placeholder inside a value stays as it is, so that a page cannot have the tool list expanded into
 * it.
 */
final class PromptTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");

  private final String text;

  private PromptTemplate(String text) {
    this.text = text;
  }

  /**
   * @param name of a resource beside this class, without its ending
   */
  static PromptTemplate load(String name) {
    try (InputStream in = PromptTemplate.class.getResourceAsStream(name + ".md")) {
      if (in == null) {
        throw new IllegalStateException("prompt template %s.md is missing".formatted(name));
      }
      return new PromptTemplate(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @param values by placeholder; a placeholder without a value is a mistake in the mode
   */
  String fill(Map<String, String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(
            found -> {
              String value = values.get(found.group(1));
              if (value == null) {
                throw new IllegalArgumentException("no value for {" + found.group(1) + '}');
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
