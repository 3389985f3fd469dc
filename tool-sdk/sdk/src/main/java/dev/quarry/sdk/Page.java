package dev.quarry.sdk;

import java.nio.charset.Charset;
import java.util.Objects;
import java.util.Optional;

/** What a {@link PageSource} brought. */
public sealed interface Page {
  /**
   * @return where it came from, after redirects
   */
  String url();

  /**
   * Bytes as the server sent them; the tool that reads pages turns them into text.
   *
   * @param mediaType without parameters, in lower case; empty where unknown
   * @param charset where the server named one
   */
  @SuppressWarnings("ArrayRecordComponent") // a page body: copied neither here nor by readers
  record Raw(String url, String mediaType, Optional<Charset> charset, byte[] body) implements Page {
    public Raw {
      Objects.requireNonNull(url, "url");
      Objects.requireNonNull(mediaType, "mediaType");
      Objects.requireNonNull(charset, "charset");
      Objects.requireNonNull(body, "body");
    }
  }

  /**
   * Readable text.
   *
   * @param title its title, or the URL where it has none
   */
  record Text(String url, String title, String text) implements Page {
    public Text {
      Objects.requireNonNull(url, "url");
      Objects.requireNonNull(title, "title");
      Objects.requireNonNull(text, "text");
    }
  }
}
