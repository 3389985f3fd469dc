package dev.quarry.sdk;

import java.util.Objects;

/**
 * A page that was read, as plain text. The host stores it under the SHA-256 of its text; quotes in
 * a report are looked up in this text.
 *
 * @param url where it was read from
 * @param title its title, or the URL where it has none
 * @param text the whole readable text, not an excerpt
 */
public record Source(String url, String title, String text) {
  public Source {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(text, "text");
  }
}
