package dev.quarry.source.searxng;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.HttpCall;
import dev.quarry.sdk.HttpReply;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.SearchSource;
import dev.quarry.sdk.ToolException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pf4j.Extension;

/**
 * Results of a SearXNG instance. Settings: {@code base-url} (required), {@code timeout-seconds}
 * (1–300, default 30). Asks once: repeating is the host's business.
 */
@Extension
public final class SearxngSource implements SearchSource {
  private static final int TIMEOUT_SECONDS = 30;

  private static final String HOW =
      "set base-url of source-searxng to the address of a SearXNG instance, for example"
          + " https://search.example.org";

  private static final String ENABLE_JSON =
      "add json to search.formats in the settings.yml of the instance, or choose another instance";

  @Override
  public String id() {
    return "searxng";
  }

  @Override
  public Readiness readiness(CallContext context) {
    try {
      base(context);
      return Readiness.ready();
    } catch (ToolException missing) {
      return Readiness.notReady(String.valueOf(missing.getMessage()));
    }
  }

  /**
   * @throws ToolException {@link FailureCode#NOT_CONFIGURED} when the address is missing or the
   *     instance does not give JSON; {@link FailureCode#RATE_LIMITED} when its limiter objects;
   *     {@link FailureCode#UPSTREAM} when it or all engines behind it fail
   */
  @Override
  public List<SearchHit> search(String query, int limit, CallContext context)
      throws InterruptedException {
    URI uri =
        URI.create(
            "%s/search?q=%s&format=json"
                .formatted(base(context), URLEncoder.encode(query, StandardCharsets.UTF_8)));
    context.cancellation().check();
    HttpReply reply =
        context
            .http()
            .send(
                new HttpCall(
                    "GET",
                    uri,
                    Map.of("Accept", "application/json"),
                    Optional.empty(),
                    timeout(context)));
    return SearxngJson.hits(answer(reply), limit);
  }

  private static JsonNode answer(HttpReply reply) {
    int status = reply.status();
    return switch (status) {
      case 200 ->
          SearxngJson.object(reply.text())
              .orElseThrow(
                  () ->
                      new ToolException(
                          FailureCode.NOT_CONFIGURED,
                          "SearXNG answered with %s instead of JSON: %s"
                              .formatted(
                                  reply.mediaType().isEmpty() ? "something" : reply.mediaType(),
                                  ENABLE_JSON)));
      case 403 ->
          throw new ToolException(
              FailureCode.NOT_CONFIGURED, "SearXNG refuses JSON (status 403): " + ENABLE_JSON);
      case 404 ->
          throw new ToolException(
              FailureCode.NOT_CONFIGURED,
              "there is no SearXNG at this address (status 404): " + HOW);
      case 429 ->
          throw new ToolException(
              FailureCode.RATE_LIMITED,
              "the limiter of SearXNG objects (status 429): wait, or let this host pass in its limiter.toml",
              seconds(reply.header("retry-after")),
              null);
      default ->
          throw new ToolException(
              status >= 500 ? FailureCode.UPSTREAM : FailureCode.REFUSED,
              "SearXNG answered with status %d".formatted(status));
    };
  }

  private static String base(CallContext context) {
    String given = context.setting("base-url").map(String::strip).orElse("");
    if (given.isEmpty()) {
      throw new ToolException(FailureCode.NOT_CONFIGURED, "source-searxng has no address: " + HOW);
    }
    try {
      URI uri = URI.create(given);
      String scheme = String.valueOf(uri.getScheme());
      if ((scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && uri.getRawQuery() == null) {
        return given.replaceAll("(?:/search)?/*$", "");
      }
    } catch (IllegalArgumentException broken) {
      // told below
    }
    throw new ToolException(
        FailureCode.NOT_CONFIGURED,
        "the base-url '%s' is no http or https address: %s".formatted(given, HOW));
  }

  private static Duration timeout(CallContext context) {
    String given = context.setting("timeout-seconds").map(String::strip).orElse("");
    if (given.isEmpty()) {
      return Duration.ofSeconds(TIMEOUT_SECONDS);
    }
    if (given.matches("[1-9]\\d{0,2}") && Integer.parseInt(given) <= 300) {
      return Duration.ofSeconds(Long.parseLong(given));
    }
    throw new ToolException(
        FailureCode.NOT_CONFIGURED,
        "the setting timeout-seconds of source-searxng is '%s', but must be a whole number from 1 to 300"
            .formatted(given));
  }

  private static Optional<Duration> seconds(Optional<String> header) {
    return header
        .map(String::strip)
        .filter(h -> h.matches("\\d{1,6}"))
        .map(h -> Duration.ofSeconds(Long.parseLong(h)));
  }
}
