package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.FakeRunner;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class JobRequestIT extends ApiTest {
  @Test
  void everyMistakeIsNamedAtOnce() {
    // Given
    String body =
        """
        {"question": "  ", "mode": "magic", "toolsets": [], "corpora": "all", "model": 5,
         "budget": {"rounds": 0, "tokens": "many", "cents": 3},
         "metadata": {"a": 1}, "priority": 101, "notBefore": "soon", "urgency": 9}
        """;

    // When
    var answer = post(body);

    // Then
    answer
        .statusCode(400)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:quarry:problem:invalid-request"))
        .body("code", equalTo("invalid-request"))
        .body("status", equalTo(400))
        .body(
            "errors.field",
            hasItems(
                "question",
                "mode",
                "toolsets",
                "corpora",
                "model",
                "budget.rounds",
                "budget.tokens",
                "budget.cents",
                "metadata.a",
                "priority",
                "notBefore",
                "urgency"))
        .body("errors.size()", equalTo(12));
    assertThat(answer.extract().asString()).doesNotContain("Exception", "dev.quarry", "java.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                      | question      | is missing",
        "{`question`:null}                       | question      | is null; a string is accepted",
        "{`question`:`q`,`mode`:`magic`}         | mode          | unknown mode \"magic\"; accepted"
            + " are react, iter-research",
        "{`question`:`q`,`toolsets`:[`x`]}       | toolsets      | unknown toolset \"x\"; accepted"
            + " are web",
        "{`question`:`q`,`corpora`:[`docs`]}     | corpora       | unknown corpus \"docs\"; there"
            + " is none",
        "{`question`:`q`,`model`:`gpt`}          | model         | unknown model \"gpt\"; accepted"
            + " are extractive",
        "{`question`:`q`,`model`:`judge-only`}   | model         | unknown model \"judge-only\";"
            + " accepted are extractive",
        "{`question`:`q`,`toolsets`:[1]}         | toolsets[0]   | is a number; a string is"
            + " accepted",
        "{`question`:`q`,`budget`:{`rounds`:0}}  | budget.rounds | budget.rounds is 0; accepted are"
            + " 1 to 4096",
        "{`question`:`q`,`budget`:{`rounds`:1.5}}| budget.rounds | is 1.5; a whole number is"
            + " accepted",
        "{`question`:`q`,`budget`:{`rounds`:99999999999}} | budget.rounds | is 99999999999, which"
            + " is too large",
        "{`question`:`q\\u0000`}                 | question      | has a NUL character or half a"
            + " surrogate pair, which is no text",
        "{`question`:`q\\ud800`}                 | question      | has a NUL character or half a"
            + " surrogate pair, which is no text",
        "{`question`:`q`,`x`:1}                  | x             | is not a known field; accepted"
            + " are question, mode, toolsets, corpora, model, budget, metadata, clarify,"
            + " approvePlan, retentionDays, project, priority, notBefore",
        "{`question`:`q`,`priority`:-101}         | priority      | is -101; accepted are -100 to"
            + " 100",
        "{`question`:`q`,`notBefore`:`2026-12-01`} | notBefore    | is \"2026-12-01\"; accepted is"
            + " a time with its offset, as in 2026-12-01T08:00:00Z",
        "{`question`:`q`,`notBefore`:`3026-12-01T00:00:00Z`} | notBefore | is"
            + " 3026-12-01T00:00:00Z; accepted is a time up to 30 days from now",
        "{`question`:`q`,`clarify`:`yes`}        | clarify       | is a string; true or false is"
            + " accepted",
        "{`question`:`q`,`approvePlan`:1}        | approvePlan   | is a number; true or false is"
            + " accepted",
        "{`question`:`q`,`retentionDays`:0}      | retentionDays | is 0; accepted are 1 to 3650",
        "{`question`:`q`,`retentionDays`:3651}   | retentionDays | is 3651; accepted are 1 to 3650",
      })
  void oneMistakeIsNamedWithWhatIsAccepted(String body, String field, String message) {
    post(body.replace('`', '"'))
        .statusCode(400)
        .body("field", equalTo(field))
        .body("errors[0].message", equalTo(message))
        .body("detail", equalTo(message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "\"text\"",
        "{\"question\":\"a\",\"question\":\"b\"}",
        "{\"question\":\"a\"} {}",
        "{\"question\":\"a\"",
        "{'question':'a'}",
        "{\"question\":\"a\",}",
        "<job/>"
      })
  void whatIsNotOneStrictJsonObjectIsRefused(String body) {
    var answer = post(body).statusCode(400).body("field", equalTo("body"));
    assertThat(answer.extract().asString())
        .doesNotContain("Exception", "com.fasterxml", "java.", "StreamRead");
  }

  @Test
  void nestingIsBounded() {
    String deep = "{\"metadata\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
    var answer = post(deep).statusCode(400).body("field", equalTo("body"));
    assertThat(answer.extract().asString()).contains("nesting").doesNotContain("StreamRead");
  }

  @Test
  void longestQuestionIsTakenAndOneCharacterMoreIsNot() {
    post("{\"question\":\"%s\"}".formatted("é".repeat(20_000))).statusCode(202);
    post("{\"question\":\"%s\"}".formatted("é".repeat(20_001)))
        .statusCode(400)
        .body("field", equalTo("question"))
        .body("detail", equalTo("has 20,001 characters; at most 20,000 are accepted"));
  }

  @Test
  void hugeBodyIsRefusedBeforeItIsRead() {
    post("{\"question\":\"%s\"}".formatted("x".repeat(1_100_000)))
        .statusCode(413)
        .contentType("application/problem+json")
        .body("code", equalTo("body-too-large"))
        .body("detail", containsString("1,048,576"));
  }

  @Test
  void metadataIsBounded() {
    String entries =
        String.join(
            ",",
            java.util.stream.IntStream.range(0, 17).mapToObj("\"k%d\":\"v\""::formatted).toList());
    post("{\"question\":\"q\",\"metadata\":{" + entries + "}}")
        .statusCode(400)
        .body("detail", equalTo("has 17 entries; at most 16 are accepted"));
  }

  @Test
  void onlyJsonIsTaken() {
    tenant
        .request()
        .contentType("text/plain")
        .body("{\"question\":\"q\"}")
        .post(JOBS)
        .then()
        .statusCode(415)
        .contentType("application/problem+json")
        .body("code", equalTo("unsupported-media-type"));
  }

  @Test
  void withoutAnyRunnerAClientIsToldToComeBack() {
    // Given
    Db.execute("quarry_runner", "delete from runner");

    // When
    var answer = post("{\"question\":\"q\"}");

    // Then
    answer.statusCode(503).header("Retry-After", "5").body("code", equalTo("no-runner"));
    FakeRunner.register();
    post("{\"question\":\"q\"}").statusCode(202);
  }

  @Test
  void runnerThatWentAwayStillTellsWhatCanBeAskedFor() {
    // Given
    Db.execute("quarry_runner", "update runner set seen_at = now() - interval '1 hour'");

    // When / Then
    post("{\"question\":\"q\"}").statusCode(202).body("model", equalTo("extractive"));
  }

  @Test
  void budgetAndNamesAreTakenAsGiven() {
    post("""
    {"question": "q", "mode": "iter-research", "toolsets": ["web", "web"],
     "model": "extractive",
     "budget": {"rounds": 1, "modelCalls": 2, "toolCalls": 0, "tokens": 1000, "wallSeconds": 9},
     "clarify": true, "approvePlan": true, "retentionDays": 3650}
    """)
        .statusCode(202)
        .body("mode", equalTo("iter-research"))
        .body("toolsets", equalTo(List.of("web")))
        .body("budget.modelCalls", equalTo(2))
        .body("budget.toolCalls", equalTo(0))
        .body("budget.tokens", equalTo(1000))
        .body("budget.wallSeconds", equalTo(9))
        .body("clarify", equalTo(true))
        .body("approvePlan", equalTo(true))
        .body("retentionDays", equalTo(3650));
  }

  private ValidatableResponse post(String body) {
    return tenant
        .request()
        .contentType("application/json")
        .body(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .post(JOBS)
        .then();
  }
}
