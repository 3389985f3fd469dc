package dev.quarry.source.http;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.time.Duration;

/**
 * The settings of this plugin, in kebab case.
 *
 * @param userAgent {@code user-agent}: who asks, as servers see it
 * @param acceptLanguage {@code accept-language}: as in the header of that name
 * @param timeout {@code timeout-seconds}: for one exchange, 1–300; the host may cap it further
 * @param tries {@code tries}: how often in all a page is asked for when a gateway says 502, 503 or
 *     504, 1–10
 * @param retryDelay {@code retry-delay-millis}: before the second try, doubled before each further
 *     one, 1–60,000
 */
record HttpSettings(
    String userAgent, String acceptLanguage, Duration timeout, int tries, Duration retryDelay) {
  static final String USER_AGENT = "Mozilla/5.0 (compatible; Quarry/0.1; reads pages for research)";
  static final String ACCEPT_LANGUAGE = "en, *;q=0.5";
  static final int TIMEOUT_SECONDS = 30;
  static final int TRIES = 3;
  static final int RETRY_DELAY_MILLIS = 500;

  /**
   * @throws ToolException {@link FailureCode#NOT_CONFIGURED} naming the setting that is no number
   *     in its range
   */
  static HttpSettings of(CallContext context) {
    return new HttpSettings(
        context.setting("user-agent").filter(s -> !s.isBlank()).orElse(USER_AGENT),
        context.setting("accept-language").filter(s -> !s.isBlank()).orElse(ACCEPT_LANGUAGE),
        Duration.ofSeconds(number(context, "timeout-seconds", TIMEOUT_SECONDS, 300)),
        number(context, "tries", TRIES, 10),
        Duration.ofMillis(number(context, "retry-delay-millis", RETRY_DELAY_MILLIS, 60_000)));
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
        "the setting %s of source-http is '%s', but must be a whole number from 1 to %d"
            .formatted(name, given, most));
  }
}
