package dev.quarry.sdk;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An answer.
 *
 * @param status the HTTP status
 * @param uri after redirects
 * @param headers names in lower case
 * @param body decompressed, at most the host's cap
 */
@SuppressWarnings("ArrayRecordComponent") // a page body: copied neither here nor by readers
public record HttpReply(int status, URI uri, Map<String, List<String>> headers, byte[] body) {
  /**
   * @param name of a header, in any case
   * @return its first value
   */
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }

  /**
   * @return the media type without parameters, in lower case; empty where the answer names none
   */
  public String mediaType() {
    String type = header("content-type").orElse("");
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /**
   * @return the body in the charset of its content type, UTF-8 where that names none or an unknown
   *     one
   */
  public String text() {
    return new String(body, charset().orElse(StandardCharsets.UTF_8));
  }

  /**
   * @return the charset that the content type names, if it is known here
   */
  public Optional<Charset> charset() {
    String type = header("content-type").orElse("").toLowerCase(Locale.ROOT);
    int at = type.indexOf("charset=");
    if (at < 0) {
      return Optional.empty();
    }
    String name = type.substring(at + 8).split("[;\\s]", 2)[0].replace("\"", "");
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }
}
