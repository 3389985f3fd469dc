package dev.quarry.source.searxng;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.ToolException;
import dev.quarry.source.searxng.LoopbackServer.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearxngSourceTest {
  private final SearxngSource source = new SearxngSource();
  private final FakeCallContext context = new FakeCallContext();

  @Test
  void resultsBecomeHits() throws Exception {
    // Given
    String answer =
        """
        {"query":"q","number_of_results":0,"results":[
          {"title":"T","url":"https://e/x","content":"S","publishedDate":"2024-01-02T00:00:00","engine":"wiki"},
          {"title":"","url":"https://e/y","content":"","publishedDate":null},
          {"title":"no url"}],
         "unresponsive_engines":[["other","timeout"]]}
        """;
    try (var server = server(Answer.of(200, "application/json", answer))) {
      // When
      List<SearchHit> hits = source.search("tower & \"lamp\" ü", 10, context);
      // Then
      assertThat(hits)
          .containsExactly(
              new SearchHit(
                  "T", "https://e/x", "S", Optional.of("2024-01-02T00:00:00"), Optional.of("wiki")),
              SearchHit.of("https://e/y", "https://e/y", ""));
      var seen = server.seen.getFirst();
      assertThat(seen.method() + " " + seen.target())
          .isEqualTo("GET /sub/search?q=tower+%26+%22lamp%22+%C3%BC&format=json");
      assertThat(source.search("q", 1, context)).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "403, text/html, NOT_CONFIGURED, add json to search.formats",
    "200, text/html, NOT_CONFIGURED, answered with text/html instead of JSON: add json to search.formats",
    "404, text/html, NOT_CONFIGURED, set base-url",
    "429, text/html, RATE_LIMITED, limiter",
    "500, text/html, UPSTREAM, status 500",
    "400, text/html, REFUSED, status 400",
  })
  void refusalSaysWhatToDo(int status, String type, FailureCode code, String words)
      throws Exception {
    try (var server = server(Answer.of(status, type, "<html>no</html>"))) {
      ToolException failure = failure();
      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure).hasMessageContaining(words);
      assertThat(server.seen).hasSize(1);
    }
  }

  @Test
  void nothingFoundIsNotTheSameAsNobodyAnswered() throws Exception {
    try (var server = server(Answer.of(200, "application/json", "{\"results\":[]}"))) {
      assertThat(source.search("q", 10, context)).isEmpty();
      assertThat(server.seen).hasSize(1);
    }
    String blocked =
        "{\"results\":[],\"unresponsive_engines\":[[\"google\",\"CAPTCHA\"],[\"bing\",\"timeout\"]]}";
    try (var server = server(Answer.of(200, "application/json", blocked))) {
      assertThat(failure())
          .hasMessage("no search engine behind SearXNG answered: google (CAPTCHA), bing (timeout)");
      assertThat(server.seen).hasSize(1);
    }
  }

  @Test
  void retryAfterIsHandedOn() throws Exception {
    try (var server = server(new Answer(429, Map.of("Retry-After", "7"), new byte[0]))) {
      assertThat(failure().toFailure().retryAfter()).contains(Duration.ofSeconds(7));
      assertThat(server.seen).hasSize(1);
    }
  }

  @Test
  void readinessSaysHowToSetTheAddress() {
    assertThat(reason()).contains("has no address", "set base-url");
    context.settings.put("base-url", "search.example.org");
    assertThat(reason()).contains("'search.example.org' is no http or https address");
    context.settings.put("base-url", "https://search.example.org/search/");
    assertThat(source.readiness(context)).isEqualTo(Readiness.ready());
    context.settings.put("timeout-seconds", "0");
    assertThat(failure()).hasMessageContaining("timeout-seconds of source-searxng is '0'");
  }

  private String reason() {
    return ((Readiness.NotReady) source.readiness(context)).reason();
  }

  private LoopbackServer server(Answer... answers) throws Exception {
    var server = new LoopbackServer(answers);
    context.settings.put("base-url", server.url() + "/sub/");
    return server;
  }

  private ToolException failure() {
    return Optional.ofNullable(
            catchThrowableOfType(ToolException.class, () -> source.search("q", 10, context)))
        .orElseThrow();
  }
}
