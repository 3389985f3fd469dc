package dev.quarry.source.http;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL as models and pages write it – with spaces, letters beyond ASCII, a fragment – as one that
 * can be asked for (RFC 3986). Whether it may be asked for is the gateway's business.
 */
final class PageUrl {
  private static final int MAX_LENGTH = 8_000;

  private static final Pattern PARTS =
      Pattern.compile("(?i)(https?)://([^/?#\\s]+)([^?#]*)(\\?[^#]*)?(?:#.*)?", Pattern.DOTALL);

  private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private PageUrl() {}

  /**
   * @throws ToolException {@link FailureCode#BAD_ARGUMENTS} when it is no URL with a host
   */
  static URI parse(String url) {
    Matcher parts = PARTS.matcher(url.strip());
    if (url.length() > MAX_LENGTH || !parts.matches()) {
      throw bad(url);
    }
    String path = parts.group(3).isEmpty() ? "/" : escape(parts.group(3));
    String query = parts.group(4) == null ? "" : escape(parts.group(4));
    try {
      URI uri =
          new URI(
              parts.group(1).toLowerCase(Locale.ROOT)
                  + "://"
                  + host(parts.group(2))
                  + path
                  + query);
      if (uri.getHost() == null) {
        throw bad(url);
      }
      return uri;
    } catch (URISyntaxException | IllegalArgumentException broken) {
      throw bad(url);
    }
  }

  private static String host(String authority) {
    boolean plain = authority.chars().allMatch(c -> c < 0x80);
    if (plain) {
      return authority;
    }
    int port = authority.lastIndexOf(':');
    return port < 0
        ? IDN.toASCII(authority)
        : IDN.toASCII(authority.substring(0, port)) + authority.substring(port);
  }

  private static String escape(String part) {
    var escaped = new StringBuilder();
    String whole = BROKEN_ESCAPE.matcher(part).replaceAll("%25");
    whole
        .codePoints()
        .forEach(
            point -> {
              if (point > 0x20 && point < 0x7f && "\"<>\\^`{|}[]".indexOf(point) < 0) {
                escaped.appendCodePoint(point);
              } else {
                for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                  escaped.append('%').append("%02X".formatted(b));
                }
              }
            });
    return escaped.toString();
  }

  private static ToolException bad(String url) {
    String shown = url.length() > 200 ? url.substring(0, 200) + "…" : url;
    return new ToolException(
        FailureCode.BAD_ARGUMENTS,
        "'%s' is no address of a page; accepted is http:// or https:// with a host, at most %d characters"
            .formatted(shown, MAX_LENGTH));
  }
}
