package dev.quarry.pagetext;

import java.nio.charset.Charset;
import java.util.Optional;

/** Turns the bytes of a document into readable text. Holds no state, safe for many threads. */
public final class PageText {
  private PageText() {}

  /**
   * Reads with {@link ReadingLimits#DEFAULT}.
   *
   * @param body the document's bytes
   * @param mediaType in lower case without parameters, empty where unknown: then the ending of the
   *     URL decides, and without one the bytes
   * @param charset as the transport named it
   * @param url used to resolve nothing, only to guess a type by its ending
   * @throws UnreadableException when the type is not supported, the document is broken, encrypted,
   *     too large, takes too long, is empty, or the thread is interrupted
   */
  public static ReadableText read(
      byte[] body, String mediaType, Optional<Charset> charset, String url)
      throws UnreadableException {
    return read(body, mediaType, charset, url, ReadingLimits.DEFAULT);
  }

  /** Like {@link #read(byte[], String, Optional, String)} with limits of the caller's choice. */
  public static ReadableText read(
      byte[] body, String mediaType, Optional<Charset> charset, String url, ReadingLimits limits)
      throws UnreadableException {
    if (body.length == 0) {
      throw new UnreadableException("the document is empty (0 bytes)");
    }
    if (body.length > limits.maxBytes()) {
      throw new UnreadableException(
          "the document has %d bytes, at most %d are read"
              .formatted(body.length, limits.maxBytes()));
    }
    ReadableText read =
        switch (DocumentType.of(body, mediaType, charset, url)) {
          case HTML ->
              HtmlText.read(TextDecoder.html(body, charset), new Patience(limits.maxTime()));
          case PDF -> PdfText.read(body, limits);
          case MARKDOWN ->
              MarkdownText.read(TextDecoder.plain(body, charset), new Patience(limits.maxTime()));
          case PLAIN -> PlainText.read(TextDecoder.plain(body, charset));
        };
    if (read.text().length() > limits.maxCharacters()) {
      throw new UnreadableException(
          "the text has %d characters, at most %d are read"
              .formatted(read.text().length(), limits.maxCharacters()));
    }
    return read;
  }
}
