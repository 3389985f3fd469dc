package dev.quarry.source.serper;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.HttpCall;
import dev.quarry.sdk.HttpReply;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.SearchSource;
import dev.quarry.sdk.ToolException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pf4j.Extension;

/** Google results through Serper. Needs the secret {@code serper-key}. */
@Extension
public final class SerperSource implements SearchSource {
  private static final String KEY = "serper-key";

  private static final String HOW =
      "store an API key of serper.dev as the secret serper-key of the tenant or the installation";

  /**
   * Who asks for a longer pause than this gets no second try here: the host may come back later.
   */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(20);

  @Override
  public String id() {
    return "serper";
  }

  @Override
  public Readiness readiness(CallContext context) {
    return key(context).isPresent()
        ? Readiness.ready()
        : Readiness.notReady("source-serper has no key: " + HOW);
  }

  /**
   * @throws ToolException {@link FailureCode#NOT_CONFIGURED} without a key or with one that Serper
   *     refuses; {@link FailureCode#RATE_LIMITED}, {@link FailureCode#UPSTREAM} or {@link
   *     FailureCode#TIMEOUT} after the last try; {@link FailureCode#REFUSED} for other 4xx
   */
  @Override
  public List<SearchHit> search(String query, int limit, CallContext context)
      throws InterruptedException {
    SerperSettings settings = SerperSettings.of(context);
    String key =
        key(context)
            .orElseThrow(
                () ->
                    new ToolException(
                        FailureCode.NOT_CONFIGURED, "source-serper has no key: " + HOW));
    HttpCall call =
        HttpCall.postJson(
            settings.searchUri(),
            Map.of("X-API-KEY", key),
            SerperJson.request(query, limit),
            settings.timeout());
    Duration wait = settings.retryDelay();
    for (int attempt = 1; ; attempt++) {
      context.cancellation().check();
      ToolException failure;
      try {
        HttpReply reply = context.http().send(call);
        if (reply.status() == 200) {
          return SerperJson.hits(reply.text(), limit);
        }
        failure = failure(reply, key);
      } catch (ToolException failed) {
        failure = failed;
      }
      Duration pause = failure.toFailure().retryAfter().orElse(wait);
      if (!failure.code().retryable()
          || attempt == settings.tries()
          || pause.compareTo(MAX_PAUSE) > 0
          || pause.compareTo(context.remaining()) >= 0) {
        throw failure;
      }
      context
          .log()
          .debug("serper failed, asking again, attempt={} errorCode={}", attempt, failure.code());
      Thread.sleep(pause);
      wait = wait.multipliedBy(2);
    }
  }

  private static Optional<String> key(CallContext context) {
    return context.secret(KEY).map(String::strip).filter(k -> !k.isEmpty());
  }

  private static ToolException failure(HttpReply reply, String key) {
    int status = reply.status();
    return switch (status) {
      case 401, 403 ->
          new ToolException(
              FailureCode.NOT_CONFIGURED,
              "Serper refuses the key (status %d): %s".formatted(status, HOW));
      case 408 -> new ToolException(FailureCode.TIMEOUT, "Serper gave up waiting (status 408)");
      case 429 ->
          new ToolException(
              FailureCode.RATE_LIMITED,
              "Serper asks to slow down (status 429)",
              seconds(reply.header("retry-after")),
              null);
      default -> {
        String said = SerperJson.message(reply.text()).replace(key, "***");
        String words = "Serper answered with status %d".formatted(status);
        yield new ToolException(
            status >= 500 ? FailureCode.UPSTREAM : FailureCode.REFUSED,
            said.isBlank() ? words : words + ": " + said);
      }
    };
  }

  private static Optional<Duration> seconds(Optional<String> header) {
    return header
        .map(String::strip)
        .filter(h -> h.matches("\\d{1,6}"))
        .map(h -> Duration.ofSeconds(Long.parseLong(h)));
  }
}
