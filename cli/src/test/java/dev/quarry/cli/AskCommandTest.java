package dev.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.client.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code quarry ask} against a platform that answers as the contract of the API says. */
class AskCommandTest {
  @TempDir Path home;
  private final FakePlatform platform = FakePlatform.start();

  @AfterEach
  void close() {
    platform.close();
  }

  private CliCall call() {
    return new CliCall(home).env(platform.env());
  }

  @Test
  void reportGoesToStandardOutputAndProgressToStandardError() {
    // Given
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?");
    // Then
    assertThat(code).isZero();
    assertThat(call.out()).isEqualTo(FakeAnswers.MARKDOWN);
    assertThat(call.err().lines())
        .containsSubsequence(
            "job " + FakePlatform.JOB,
            "round 1   search  \"bell rock\"  → 5 results",
            "round 2   read    Bell Rock (corpus://sample/bell-rock.md)",
            "round 2   end     answered");
    assertThat(call.err())
        .contains("SUCCEEDED · 2 rounds · 1,234 tokens · 1 of 2 citations verified · ")
        .doesNotContain("\u001B");
  }

  @Test
  void jobIsAskedForAsTheOptionsSay() {
    // Given
    CliCall call = call().input("Where\nis it?\n");
    // When
    int code =
        call.run("ask", "-", "--mode", "iter-research", "--model", "m", "--max-rounds", "12");
    // Then
    assertThat(code).isZero();
    assertThat(platform.jobsAsked)
        .containsExactly(
            Json.parse(
                "{\"question\":\"Where\\nis it?\",\"mode\":\"iter-research\",\"model\":\"m\",\"budget\":{\"rounds\":12}}"));
  }

  @Test
  void jsonIsOneDocumentOnOneLineWithExactlyTheseFields() {
    // Given
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?", "--json");
    // Then
    assertThat(code).isZero();
    assertThat(call.out()).endsWith("}\n").containsOnlyOnce("\n");
    JsonNode json = Json.parse(call.out());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("jobId", "state", "mode", "report", "citations", "usage", "rounds");
    assertThat(json.path("report").asText()).isEqualTo(FakeAnswers.MARKDOWN);
    assertThat(json.path("citations").get(0).fieldNames())
        .toIterable()
        .containsExactly("n", "url", "title", "quote", "verified");
    assertThat(json.path("citations").get(1).path("verified").asBoolean()).isFalse();
    assertThat(json.path("usage").path("inputTokens").asLong()).isEqualTo(1100);
  }

  @Test
  void outWritesTheReportToAFileInsteadOfStandardOutput() throws Exception {
    // Given
    Path out = home.resolve("report.md");
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?", "--out", out.toString());
    // Then
    assertThat(code).isZero();
    assertThat(out).content().isEqualTo(FakeAnswers.MARKDOWN);
    assertThat(call.out()).isEmpty();
    assertThat(call.err()).contains("report written to " + out);
  }

  @Test
  void refusedRequestIsBadInputAndNamesTheField() {
    // Given
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?", "--model", "nope");
    // Then
    assertThat(code).isEqualTo(3);
    assertThat(call.out()).isEmpty();
    assertThat(call.err()).contains("model is \"nope\"; accepted are extractive");
  }

  @Test
  void unknownKeyIsBadInput() {
    // Given
    CliCall call = call().env("QUARRY_KEY", "qry_other");
    // When
    int code = call.run("ask", "Where?");
    // Then
    assertThat(code).isEqualTo(3);
    assertThat(call.err()).contains("does not accept the key").contains("QUARRY_KEY");
    assertThat(call.err()).doesNotContain("\tat ");
  }

  @Test
  void failedJobExitsWithTwoAndItsReason() {
    // Given
    platform.state = "FAILED";
    platform.failure = "The model server at http://m answered 500 three times.";
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?", "--json");
    // Then
    assertThat(code).isEqualTo(2);
    assertThat(call.err()).contains("failed: The model server at http://m answered 500 three");
    assertThat(Json.parse(call.out()).path("report").isNull()).isTrue();
    assertThat(Json.parse(call.out()).path("state").asText()).isEqualTo("FAILED");
  }

  @Test
  void jobThatSomebodyElseCancelledExitsWith130() {
    // Given
    platform.state = "CANCELLED";
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?");
    // Then
    assertThat(code).isEqualTo(130);
    assertThat(call.err()).contains("was cancelled");
  }

  @Test
  void partialReportIsAReport() {
    // Given
    platform.state = "PARTIAL";
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?");
    // Then
    assertThat(code).isZero();
    assertThat(call.out()).isEqualTo(FakeAnswers.MARKDOWN);
    assertThat(call.err()).contains("PARTIAL · 2 rounds");
  }

  @Test
  void refusalThatPassesIsTriedAgainUnderTheSameKey() {
    // Given
    platform.refusals = 2;
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?");
    // Then
    assertThat(code).isZero();
    assertThat(platform.requests.stream().filter(r -> r.equals("POST /api/v1/jobs"))).hasSize(3);
    assertThat(platform.idempotencyKeys).hasSize(1).doesNotContainNull();
  }

  @Test
  void brokenStreamIsResumedWithoutGapOrRepetition() {
    // Given
    platform.breakAfter.addAll(List.of(3, 2));
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?");
    // Then
    assertThat(code).isZero();
    assertThat(platform.resumedAfter).containsExactly("", "0:2", "0:3");
    assertThat(call.err().lines().filter(line -> line.contains("→ 5 results"))).hasSize(1);
    assertThat(call.err()).contains("connection lost");
  }

  @Test
  void streamThatBreaksWithoutEndIsGivenUpAfterTheAttempts() {
    // Given
    platform.breakAfter.addAll(List.of(0, 0, 0, 0, 0));
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?");
    // Then
    assertThat(code).isEqualTo(4);
    assertThat(call.err()).contains("quarry watch " + FakePlatform.JOB);
  }

  @Test
  void interruptCancelsTheJobAndWaitsForIt() throws Exception {
    // Given
    platform.hangs = true;
    CliCall call = call();
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Thread asking = Thread.ofPlatform().start(() -> code.complete(call.run("ask", "Where?")));
    assertThat(platform.streaming.await(20, TimeUnit.SECONDS)).isTrue();
    // When
    asking.interrupt();
    // Then
    assertThat(code.get(20, TimeUnit.SECONDS)).isEqualTo(130);
    assertThat(platform.cancelled.getCount()).isZero();
    assertThat(call.err()).contains("job " + FakePlatform.JOB + " cancelled");
    assertThat(call.out()).isEmpty();
  }

  @Test
  void folderIsIndexedWithProgressBeforeItIsAskedAbout() throws Exception {
    // Given
    Path docs = Files.createDirectories(home.resolve("My Docs!/sub"));
    Files.writeString(docs.resolve("a.md"), "# A");
    platform.skipped.add("broken.pdf: not a PDF");
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?", "--corpus", docs.getParent().toString());
    // Then
    assertThat(code).isZero();
    String name = platform.corpora.keySet().iterator().next();
    assertThat(name).matches("my-docs-[0-9a-f]{8}");
    assertThat(platform.jobsAsked.element().path("corpora").get(0).asText()).isEqualTo(name);
    assertThat(call.err())
        .contains("indexing " + name + "  20/40")
        .contains("skipped 1 file of " + name)
        .contains("  broken.pdf: not a PDF")
        .contains("corpus " + name + ": 40 documents in " + docs.getParent());
  }

  @Test
  void corpusThatCannotBeIndexedIsBadInput() throws Exception {
    // Given
    Files.writeString(home.resolve("a.md"), "# A");
    platform.corpusEnd = "FAILED";
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?", "--corpus", home.toString());
    // Then
    assertThat(code).isEqualTo(3);
    assertThat(call.err()).contains("cannot be indexed: the index cannot be written");
    assertThat(platform.jobsAsked).isEmpty();
  }

  @Test
  void sampleIsAskedWhereNoOtherSourceIsNamed() {
    // Given
    platform.corpora.put("sample", Json.object().put("name", "sample").put("state", "READY"));
    CliCall plain = call();
    CliCall web = call().env("QUARRY_SERPER_KEY", "k");
    // When
    int first = plain.run("ask", "Where?");
    int second = web.run("ask", "Where?");
    // Then
    assertThat(List.of(first, second)).containsOnly(0);
    assertThat(platform.jobsAsked.poll().path("corpora").get(0).asText()).isEqualTo("sample");
    assertThat(platform.jobsAsked.poll().has("corpora")).isFalse();
  }

  @Test
  void terminalShowsCheckedQuotesAndOneRewrittenLine() {
    // Given
    CliCall call = call().terminal(true, true);
    // When
    int code = call.run("ask", "Where?");
    // Then
    assertThat(code).isZero();
    assertThat(call.out())
        .contains("\u001B[1mReport\u001B[0m")
        .contains("He was born in \u001B[1mGlasgow\u001B[0m [1].")
        .contains("\u001B[32m✓\u001B[0m [1] Bell Rock")
        .contains("\"Robert Stevenson was born in Glasgow on 8 June 1772.\"")
        .contains("\u001B[31m✗\u001B[0m [2] Else[31mwhere")
        .contains("(not verified)")
        .doesNotContain("Sources");
    assertThat(call.err()).contains("\r\u001B[2Kround 1   search").endsWith("\r\u001B[2K");
  }

  @Test
  void noColorMeansPlainLinesOnATerminalToo() {
    // Given
    CliCall call = call().terminal(true, true).env("NO_COLOR", "1");
    // When
    int code = call.run("ask", "Where?");
    // Then
    assertThat(code).isZero();
    assertThat(call.out()).contains("✓ [1] Bell Rock").doesNotContain("\u001B");
    assertThat(call.err()).doesNotContain("\u001B").doesNotContain("\r");
  }
}
