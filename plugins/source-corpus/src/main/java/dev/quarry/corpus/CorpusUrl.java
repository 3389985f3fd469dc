package dev.quarry.corpus;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code corpus://<corpus>/<path>}, the path percent-encoded segment by segment (RFC 3986, section
 * 2).
 *
 * @param corpus its name
 * @param path relative to the folder, decoded, with {@code /} between segments
 */
record CorpusUrl(String corpus, String path) {
  static final String SCHEME = "corpus";

  private static final String START = SCHEME + "://";
  private static final String UNRESERVED = "-._~";

  /**
   * Reads a URL as a model may have copied it: characters that should be encoded may stand as they
   * are.
   *
   * @throws ToolException {@link FailureCode#BAD_ARGUMENTS} when it is no such URL, {@link
   *     FailureCode#REFUSED} when it points out of its folder
   */
  static CorpusUrl parse(String url) {
    String given = url.strip();
    int slash = given.indexOf('/', START.length());
    if (!given.regionMatches(true, 0, START, 0, START.length()) || slash <= START.length()) {
      throw new ToolException(
          FailureCode.BAD_ARGUMENTS,
          "'" + given + "' is no document of a corpus; such a URL looks like corpus://name/path");
    }
    List<String> segments = new ArrayList<>();
    for (String segment : given.substring(slash + 1).split("/", -1)) {
      segments.add(checked(decode(segment), given));
    }
    return new CorpusUrl(given.substring(START.length(), slash), String.join("/", segments));
  }

  private static String checked(String segment, String url) {
    boolean outside =
        segment.isEmpty()
            || segment.equals(".")
            || segment.equals("..")
            || segment.indexOf('/') >= 0
            || segment.indexOf('\0') >= 0;
    if (outside) {
      throw new ToolException(
          FailureCode.REFUSED,
          "'" + url + "' is refused: a path names a document inside its corpus, without . or ..");
    }
    return segment;
  }

  @Override
  public String toString() {
    var url = new StringBuilder(START).append(corpus).append('/');
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
      if (plain || c == '/') {
        url.append(c);
      } else {
        url.append('%').append(hex(c >> 4)).append(hex(c & 15));
      }
    }
    return url.toString();
  }

  private static char hex(int digit) {
    return Character.toUpperCase(Character.forDigit(digit, 16));
  }

  /**
   * @return the text with each {@code %XX} replaced by its byte, read as UTF-8; a lone {@code %}
   *     stays
   */
  static String decode(String text) {
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    var out = new ByteArrayOutputStream(in.length);
    for (int i = 0; i < in.length; i++) {
      int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (in[i] == '%' && high >= 0 && low >= 0) {
        out.write(high * 16 + low);
        i += 2;
      } else {
        out.write(in[i]);
      }
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
