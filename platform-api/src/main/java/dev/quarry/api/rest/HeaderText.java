package dev.quarry.api.rest;

import java.nio.charset.StandardCharsets;

/** Texts of any alphabet in headers, which carry ASCII only. */
final class HeaderText {
  private static final String EXTENDED = "UTF-8''";

  /** The attr-char of RFC 8187, section 3.2.1, beside letters and digits. */
  private static final String PLAIN = "!#$&+-.^_`|~";

  private HeaderText() {}

  /**
   * @return printable ASCII as it is, anything else as an ext-value of RFC 8187: {@code UTF-8''}
   *     and percent-encoded bytes
   */
  static String text(String text) {
    boolean plain =
        text.chars().allMatch(c -> c >= 0x20 && c <= 0x7e) && !text.startsWith(EXTENDED);
    return plain ? text : EXTENDED + encode(text, false);
  }

  /**
   * @return the URL with what is not printable ASCII percent-encoded
   */
  static String url(String url) {
    return encode(url, true);
  }

  private static String encode(String text, boolean url) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean keep = url ? c > 0x20 && c < 0x7f : alphanumeric(c) || PLAIN.indexOf(c) >= 0;
      if (keep) {
        encoded.append(c);
      } else {
        encoded.append("%%%02X".formatted((int) c));
      }
    }
    return encoded.toString();
  }

  private static boolean alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
}
