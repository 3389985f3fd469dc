package dev.quarry.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Page;
import dev.quarry.sdk.ToolException;
import dev.quarry.source.http.LoopbackServer.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpPageSourceTest {
  private final HttpPageSource source = new HttpPageSource();
  private final FakeCallContext context = new FakeCallContext();

  @BeforeEach
  void quick() {
    context.settings.put("retry-delay-millis", "1");
  }

  @Test
  void pageComesAsItWasSent() throws Exception {
    // Given
    byte[] body = "<p>Møre".getBytes(StandardCharsets.ISO_8859_1);
    context.settings.put("user-agent", "Reader/9");
    try (var server =
        new LoopbackServer(
            new Answer(200, Map.of("Content-Type", "Text/HTML; charset=iso-8859-1"), body))) {
      // When
      Page page = source.fetch(server.url() + "/a b/ø?q=ü%20x%#part", context);
      // Then
      assertThat(page)
          .isInstanceOfSatisfying(
              Page.Raw.class,
              raw -> {
                assertThat(raw.url()).isEqualTo(server.url() + "/a%20b/%C3%B8?q=%C3%BC%20x%25");
                assertThat(raw.mediaType()).isEqualTo("text/html");
                assertThat(raw.charset()).contains(StandardCharsets.ISO_8859_1);
                assertThat(raw.body()).isEqualTo(body);
              });
      var seen = server.seen.getFirst();
      assertThat(seen.method()).isEqualTo("GET");
      assertThat(seen.headers().getFirst("User-Agent")).isEqualTo("Reader/9");
      assertThat(seen.headers().getFirst("Accept")).startsWith("text/html");
    }
  }

  @Test
  void addressAfterRedirectsIsTold() throws Exception {
    try (var server =
        new LoopbackServer(
            new Answer(302, Map.of("Location", "/there"), new byte[0]),
            Answer.of(200, "text/plain", "x"))) {
      assertThat(source.fetch(server.url() + "/here", context).url())
          .isEqualTo(server.url() + "/there");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "404, NOT_FOUND, 1",
    "410, NOT_FOUND, 1",
    "401, REFUSED, 1",
    "403, REFUSED, 1",
    "400, REFUSED, 1",
    "408, TIMEOUT, 1",
    "429, RATE_LIMITED, 1",
    "500, UPSTREAM, 1",
    "502, UPSTREAM, 3",
    "503, UPSTREAM, 3",
    "504, UPSTREAM, 3",
  })
  void statusDecidesTheFailureAndHowOftenIsAsked(int status, FailureCode code, int asked)
      throws Exception {
    try (var server = new LoopbackServer(Answer.of(status, "text/html", "no"))) {
      // When
      ToolException failure = failure(server.url());
      // Then
      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure).hasMessageContaining(String.valueOf(status));
      assertThat(server.seen).hasSize(asked);
    }
  }

  @Test
  void gatewayErrorThatPassesIsSurvived() throws Exception {
    try (var server =
        new LoopbackServer(
            Answer.of(502, "text/html", ""),
            Answer.of(503, "text/html", ""),
            Answer.of(200, "text/plain", "here"))) {
      assertThat(source.fetch(server.url(), context)).isInstanceOf(Page.Raw.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "120, 120",
    "'Fri, 02 Jan 2026 03:05:05 GMT', 60",
    "'Thu, 01 Jan 2026 00:00:00 GMT', 0"
  })
  void retryAfterIsHandedOn(String header, long seconds) throws Exception {
    try (var server =
        new LoopbackServer(new Answer(429, Map.of("Retry-After", header), new byte[0]))) {
      assertThat(failure(server.url()).toFailure().retryAfter())
          .contains(Duration.ofSeconds(seconds));
    }
  }

  @Test
  void longPauseOrNearDeadlineIsNotWaitedFor() throws Exception {
    try (var server =
        new LoopbackServer(new Answer(503, Map.of("Retry-After", "30"), new byte[0]))) {
      assertThat(failure(server.url()).toFailure().retryAfter()).contains(Duration.ofSeconds(30));
      assertThat(server.seen).hasSize(1);
    }
    context.time = Duration.ofMillis(1);
    try (var server = new LoopbackServer(Answer.of(503, "text/html", ""))) {
      failure(server.url());
      assertThat(server.seen).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "image/png, image/png",
    "video/mp4, video/mp4",
    "application/zip; x=y, application/zip"
  })
  void otherTypesAreNamed(String type, String named) throws Exception {
    try (var server = new LoopbackServer(Answer.of(200, type, "x"))) {
      ToolException failure = failure(server.url());
      assertThat(failure.code()).isEqualTo(FailureCode.UNREADABLE);
      assertThat(failure).hasMessageStartingWith("the page is of type " + named + ";");
    }
  }

  @Test
  void emptyPageAndNonsenseAreToldApart() throws Exception {
    try (var server = new LoopbackServer(new Answer(204, Map.of(), new byte[0]))) {
      assertThat(failure(server.url())).hasMessageContaining("204 with an empty page");
    }
    assertThat(failure("http:///nohost").code()).isEqualTo(FailureCode.BAD_ARGUMENTS);
    assertThat(failure("ftp://e/x")).hasMessageContaining("'ftp://e/x' is no address of a page");
    assertThat(failure("http://[::bad/").code()).isEqualTo(FailureCode.BAD_ARGUMENTS);
    context.settings.put("tries", "none");
    assertThat(failure("http://e/")).hasMessageContaining("tries of source-http is 'none'");
  }

  @ParameterizedTest
  @CsvSource({
    "https://Bücher.example:8443/ä, https://xn--bcher-kva.example:8443/%C3%A4",
    "HTTP://e.example?x=[1], http://e.example/?x=%5B1%5D",
    "https://e.example/a%2Fb?u=http://x/, https://e.example/a%2Fb?u=http://x/",
  })
  void addressesAreMadeFitToAskFor(String written, String asked) {
    assertThat(PageUrl.parse(written)).hasToString(asked);
  }

  private ToolException failure(String url) {
    return Optional.ofNullable(
            catchThrowableOfType(ToolException.class, () -> source.fetch(url, context)))
        .orElseThrow();
  }
}
