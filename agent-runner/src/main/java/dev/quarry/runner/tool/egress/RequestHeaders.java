package dev.quarry.runner.tool.egress;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which headers a plugin may set: none that frame the message or speak to proxies. */
final class RequestHeaders {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final int VALUE_CHARS = 8192;
  private static final Set<String> HOSTS_OWN =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "keep-alive",
          "proxy-authorization",
          "proxy-connection");

  private RequestHeaders() {}

  /**
   * @throws ToolException {@link FailureCode#REFUSED}; never repeats a value
   */
  static void check(Map<String, String> headers) {
    headers.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches() || HOSTS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
            throw new ToolException(
                FailureCode.REFUSED,
                "The request header \"%s\" cannot be set by a plugin.".formatted(name));
          }
          boolean odd = value.chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f);
          if (odd || value.length() > VALUE_CHARS) {
            throw new ToolException(
                FailureCode.REFUSED,
                "The value of the request header \"%s\" has a line break or more than %,d characters."
                    .formatted(name, VALUE_CHARS));
          }
        });
  }
}
