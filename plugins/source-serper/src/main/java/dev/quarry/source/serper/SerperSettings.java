package dev.quarry.source.serper;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.net.URI;
import java.time.Duration;

/**
 * The settings of this plugin, in kebab case.
 *
 * @param searchUri {@code base-url} with the path of web search
 * @param timeout {@code timeout-seconds}: for one exchange, 1–300
 * @param tries {@code tries}: in all, 1–10
 * @param retryDelay {@code retry-delay-millis}: before the second try, doubled before each further
 *     one, 1–60,000
 */
record SerperSettings(URI searchUri, Duration timeout, int tries, Duration retryDelay) {
  static final String BASE_URL = "https://google.serper.dev";
  static final int TIMEOUT_SECONDS = 30;

  /** As upstream, which does not wait in between (§2.1 of the facts sheet; we do). */
  static final int TRIES = 5;

  static final int RETRY_DELAY_MILLIS = 500;

  /**
   * @throws ToolException {@link FailureCode#NOT_CONFIGURED} naming the setting that makes no sense
   */
  static SerperSettings of(CallContext context) {
    return new SerperSettings(
        searchUri(context.setting("base-url").filter(s -> !s.isBlank()).orElse(BASE_URL).strip()),
        Duration.ofSeconds(number(context, "timeout-seconds", TIMEOUT_SECONDS, 300)),
        number(context, "tries", TRIES, 10),
        Duration.ofMillis(number(context, "retry-delay-millis", RETRY_DELAY_MILLIS, 60_000)));
  }

  private static URI searchUri(String base) {
    try {
      URI uri = URI.create(base.replaceAll("/+$", "") + "/search");
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException broken) {
      // told below
    }
    throw new ToolException(
        FailureCode.NOT_CONFIGURED,
        "the setting base-url of source-serper is '%s', but must be an http or https address like %s"
            .formatted(base, BASE_URL));
  }

  private static int number(CallContext context, String name, int preset, int most) {
    String given = context.setting(name).map(String::strip).orElse("");
    if (given.isEmpty()) {
      return preset;
    }
    if (given.matches("[1-9]\\d{0,5}") && Integer.parseInt(given) <= most) {
      return Integer.parseInt(given);
    }
    throw new ToolException(
        FailureCode.NOT_CONFIGURED,
        "the setting %s of source-serper is '%s', but must be a whole number from 1 to %d"
            .formatted(name, given, most));
  }
}
