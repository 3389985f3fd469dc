package dev.quarry.source.serper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.ToolException;
import dev.quarry.source.serper.LoopbackServer.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SerperSourceTest {
  private static final String ONE =
      "{\"organic\":[{\"title\":\"T\",\"link\":\"https://e/x\",\"snippet\":\"S\","
          + "\"date\":\"Jan 2, 2024\",\"source\":\"Src\"}]}";

  private final SerperSource source = new SerperSource();
  private final FakeCallContext context = new FakeCallContext();

  @BeforeEach
  void ready() {
    context.secrets.put("serper-key", "k3y-s3cret");
    context.settings.put("retry-delay-millis", "1");
  }

  @Test
  void requestAndHitAreAsTheFormatSays() throws Exception {
    try (var server = server(Answer.of(200, "application/json", ONE))) {
      // When
      List<SearchHit> hits = source.search("north \"tower\"", 10, context);
      // Then
      assertThat(hits)
          .containsExactly(
              new SearchHit(
                  "T", "https://e/x", "S", Optional.of("Jan 2, 2024"), Optional.of("Src")));
      var seen = server.seen.getFirst();
      assertThat(seen.method() + " " + seen.target()).isEqualTo("POST /search");
      assertThat(seen.headers().getFirst("X-API-KEY")).isEqualTo("k3y-s3cret");
      assertThat(seen.headers().getFirst("Content-Type")).isEqualTo("application/json");
      assertThat(seen.body())
          .isEqualTo(
              "{\"q\":\"north \\\"tower\\\"\",\"location\":\"United States\",\"gl\":\"us\",\"hl\":\"en\"}");
    }
  }

  @ParameterizedTest
  @CsvSource({"\u4e00, cn", "tower \u9fff, cn", "\u4dff, us", "\ua000, us", "\u3042, us"})
  void chineseCharactersDecideTheCountry(String query, String country) throws Exception {
    try (var server = server(Answer.of(200, "application/json", "{}"))) {
      assertThat(source.search(query, 10, context)).isEmpty();
      assertThat(server.seen.getFirst().body())
          .contains("\"gl\":\"%s\"".formatted(country))
          .contains(
              country.equals("cn") ? "\"China\",\"gl\":\"cn\",\"hl\":\"zh-cn\"" : "\"hl\":\"en\"");
    }
  }

  @Test
  void videoPhraseGoesAndHitsWithoutLinkGoAndTheLimitHolds() throws Exception {
    // Given
    String answer =
        "{\"organic\":[{\"title\":\"no link\"},"
            + "{\"link\":\"https://e/1\",\"snippet\":\"Watch. Your browser can't play this video. On.\"},"
            + "{\"title\":\"B\",\"link\":\"https://e/2\"},{\"title\":\"C\",\"link\":\"https://e/3\"}]}";
    try (var server = server(Answer.of(200, "application/json", answer))) {
      // When, Then
      assertThat(source.search("q", 2, context))
          .containsExactly(
              SearchHit.of("https://e/1", "https://e/1", "Watch.  On."),
              SearchHit.of("B", "https://e/2", ""));
      assertThat(source.search("q", 20, context)).hasSize(3);
      assertThat(server.seen.getLast().body()).endsWith("\"hl\":\"en\",\"num\":20}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "500, UPSTREAM, 5",
    "503, UPSTREAM, 5",
    "429, RATE_LIMITED, 5",
    "401, NOT_CONFIGURED, 1",
    "403, NOT_CONFIGURED, 1",
    "400, REFUSED, 1",
  })
  void statusDecidesTheFailureAndHowOftenIsAsked(int status, FailureCode code, int asked)
      throws Exception {
    String words = "{\"message\":\"key k3y-s3cret has not enough credits\"}";
    try (var server = server(Answer.of(status, "application/json", words))) {
      // When
      ToolException failure = failure();
      // Then
      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure.getMessage()).contains("status " + status).doesNotContain("k3y-s3cret");
      assertThat(server.seen).hasSize(asked);
    }
  }

  @Test
  void failureThatPassesIsSurvived() throws Exception {
    try (var server =
        server(Answer.of(500, "text/html", "<h1>"), Answer.of(200, "application/json", ONE))) {
      assertThat(source.search("q", 10, context)).hasSize(1);
      assertThat(server.seen).hasSize(2);
    }
  }

  @Test
  void longPauseIsLeftToTheHost() throws Exception {
    try (var server = server(new Answer(429, Map.of("Retry-After", "90"), new byte[0]))) {
      assertThat(failure().toFailure().retryAfter()).contains(Duration.ofSeconds(90));
      assertThat(server.seen).hasSize(1);
    }
  }

  @Test
  void answerThatIsNoJsonSaysWhatToCheck() throws Exception {
    try (var server = server(Answer.of(200, "text/html", "<html>"))) {
      ToolException failure = failure();
      assertThat(failure.code()).isEqualTo(FailureCode.UNREADABLE);
      assertThat(failure).hasMessageContaining("base-url");
      assertThat(server.seen).hasSize(1);
    }
  }

  @Test
  void missingKeySaysHowToSetIt() {
    // Given
    context.secrets.clear();
    // When, Then
    assertThat(source.readiness(context))
        .isInstanceOfSatisfying(
            Readiness.NotReady.class,
            no -> assertThat(no.reason()).contains("secret serper-key", "serper.dev"));
    assertThat(failure().code()).isEqualTo(FailureCode.NOT_CONFIGURED);
    context.secrets.put("serper-key", "k");
    assertThat(source.readiness(context)).isEqualTo(Readiness.ready());
  }

  @Test
  void unreachableServerIsUpstream() throws Exception {
    server(Answer.of(200, "x/y", "")).close();
    assertThat(failure().code()).isEqualTo(FailureCode.UPSTREAM);
    context.settings.put("base-url", "serper");
    assertThat(failure()).hasMessageContaining("base-url of source-serper is 'serper'");
  }

  private LoopbackServer server(Answer... answers) throws Exception {
    var server = new LoopbackServer(answers);
    context.settings.put("base-url", server.url() + "/");
    return server;
  }

  private ToolException failure() {
    return Optional.ofNullable(
            catchThrowableOfType(ToolException.class, () -> source.search("q", 10, context)))
        .orElseThrow();
  }
}
