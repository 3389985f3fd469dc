package dev.quarry.source.http;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.HttpCall;
import dev.quarry.sdk.HttpReply;
import dev.quarry.sdk.Page;
import dev.quarry.sdk.PageSource;
import dev.quarry.sdk.ToolException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pf4j.Extension;

/** Pages over {@code http} and {@code https}, through the host's guarded client. */
@Extension
public final class HttpPageSource implements PageSource {
  private static final String ACCEPT =
      "text/html, application/xhtml+xml, application/pdf;q=0.9, text/markdown;q=0.9,"
          + " text/plain;q=0.8, application/xml;q=0.7, */*;q=0.3";

  /** Beside {@code text/*} and {@code *+xml}. Servers that do not know better say octet-stream. */
  private static final Set<String> READABLE =
      Set.of(
          "",
          "application/xml",
          "application/pdf",
          "application/json",
          "application/ld+json",
          "application/yaml",
          "application/x-yaml",
          "application/toml",
          "application/x-ndjson",
          "application/javascript",
          "application/octet-stream",
          "binary/octet-stream");

  /**
   * Who asks for a longer pause than this gets no second try here: the host may come back later.
   */
  private static final Duration MAX_PAUSE = Duration.ofSeconds(20);

  @Override
  public String id() {
    return "http";
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http", "https");
  }

  /**
   * @throws ToolException {@link FailureCode#NOT_FOUND} for 404 and 410, {@link
   *     FailureCode#RATE_LIMITED} for 429 with what {@code Retry-After} says, {@link
   *     FailureCode#REFUSED} for other 4xx, {@link FailureCode#UPSTREAM} for 5xx, {@link
   *     FailureCode#UNREADABLE} for anything but text and PDF, {@link FailureCode#BAD_ARGUMENTS}
   *     for what is no URL; what the gateway throws
   */
  @Override
  public Page fetch(String url, CallContext context) throws InterruptedException {
    HttpSettings settings = HttpSettings.of(context);
    HttpReply reply = ask(PageUrl.parse(url), settings, context);
    if (reply.status() < 200 || reply.status() > 299) {
      throw failure(reply, context);
    }
    String type = reply.mediaType();
    boolean xml = type.endsWith("+xml") && !type.startsWith("image/");
    if (!type.startsWith("text/") && !xml && !READABLE.contains(type)) {
      throw new ToolException(
          FailureCode.UNREADABLE,
          "the page is of type %s; readable are HTML, PDF, Markdown and other text"
              .formatted(type));
    }
    if (reply.body().length == 0) {
      throw new ToolException(
          FailureCode.UNREADABLE,
          "the server answered %d with an empty page".formatted(reply.status()));
    }
    return new Page.Raw(reply.uri().toString(), type, reply.charset(), reply.body());
  }

  /**
   * The one place that repeats a page request: what a gateway says while the server behind it is
   * away for a moment (502, 503, 504) passes; anything else does not by asking again.
   */
  private static HttpReply ask(URI uri, HttpSettings settings, CallContext context)
      throws InterruptedException {
    var headers =
        Map.of(
            "Accept", ACCEPT,
            "Accept-Language", settings.acceptLanguage(),
            "User-Agent", settings.userAgent());
    Duration wait = settings.retryDelay();
    for (int attempt = 1; ; attempt++) {
      context.cancellation().check();
      HttpReply reply =
          context
              .http()
              .send(new HttpCall("GET", uri, headers, Optional.empty(), settings.timeout()));
      Duration pause = RetryAfter.of(reply, context.clock()).orElse(wait);
      boolean passing = reply.status() >= 502 && reply.status() <= 504;
      boolean tooLong = pause.compareTo(MAX_PAUSE) > 0 || pause.compareTo(context.remaining()) >= 0;
      if (!passing || attempt == settings.tries() || tooLong) {
        return reply;
      }
      context.progress("%s answered %d, asking again".formatted(uri.getHost(), reply.status()));
      Thread.sleep(pause);
      wait = wait.multipliedBy(2);
    }
  }

  private static ToolException failure(HttpReply reply, CallContext context) {
    int status = reply.status();
    Optional<Duration> retryAfter = RetryAfter.of(reply, context.clock());
    return switch (status) {
      case 404, 410 ->
          new ToolException(
              FailureCode.NOT_FOUND, "there is no such page (status %d)".formatted(status));
      case 429 ->
          new ToolException(
              FailureCode.RATE_LIMITED,
              "the server asks to slow down (status 429)"
                  + retryAfter.map(w -> ", for %d seconds".formatted(w.toSeconds())).orElse(""),
              retryAfter,
              null);
      case 401, 403 ->
          new ToolException(
              FailureCode.REFUSED,
              "the server does not show this page to everybody (status %d)".formatted(status));
      case 408 -> new ToolException(FailureCode.TIMEOUT, "the server gave up waiting (status 408)");
      default ->
          status >= 500
              ? new ToolException(
                  FailureCode.UPSTREAM,
                  "the server failed (status %d)".formatted(status),
                  retryAfter,
                  null)
              : new ToolException(
                  FailureCode.REFUSED, "the server answered with status %d".formatted(status));
    };
  }
}
