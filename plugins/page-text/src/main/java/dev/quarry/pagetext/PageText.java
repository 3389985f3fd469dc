package dev.quarry.pagetext;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Turns the bytes of a document into readable text. Holds no state, safe for many threads. */
public final class PageText {
  private PageText() {}

  /**
   * @param body the document's bytes
   * @param mediaType in lower case without parameters, empty where unknown: then the bytes decide
   * @param charset as the transport named it
   * @param url used to resolve nothing, only to guess a type by its ending
   * @throws UnreadableException when the type is not supported, the document is broken, encrypted
   *     or empty
   */
  public static ReadableText read(
      byte[] body, String mediaType, Optional<Charset> charset, String url)
      throws UnreadableException {
    return new ReadableText("", new String(body, charset.orElse(StandardCharsets.UTF_8)));
  }
}
