package dev.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.cli.client.Json;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pausing, steering and deleting a job, and what it asks while it is followed. */
class ControlCommandsTest {
  @TempDir Path home;
  private final FakePlatform platform = FakePlatform.start();

  @AfterEach
  void close() {
    platform.close();
  }

  private CliCall call() {
    return new CliCall(home).env(platform.env());
  }

  private static final String ANSWER = "quarry answer " + FakePlatform.JOB;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "pause ID|pause|paused",
        "resume ID|resume|goes on (QUEUED)",
        "steer ID North.|messages {\"message\":\"North.\"}|taken in (RUNNING)",
        "answer ID North.|answer {\"message\":\"North.\"}|answered (QUEUED)",
        "answer ID --approve|answer {\"approved\":true}|answered (QUEUED)",
        "answer --approve ID North.|answer {\"message\":\"North.\",\"approved\":true}|answered"
            + " (QUEUED)"
      })
  void commandTellsTheJobAndSaysWhereItIs(String line, String told, String out) {
    // Given
    CliCall call = call();
    // When
    int code = call.run(line.replace("ID", FakePlatform.JOB).split(" "));
    // Then
    assertThat(code).isZero();
    assertThat(platform.told).containsExactly(told);
    assertThat(call.out()).isEqualTo(out + "\n");
    assertThat(platform.idempotencyKeys).doesNotContainNull();
  }

  @Test
  void deleteDeletesAndARefusalIsBadInput() {
    // Given
    CliCall ended = call();
    CliCall running = call();
    // When
    int first = ended.run("delete", FakePlatform.JOB);
    platform.hangs = true;
    int second = running.run("delete", FakePlatform.JOB);
    // Then
    assertThat(List.of(first, second)).containsExactly(0, 3);
    assertThat(ended.out()).isEqualTo("deleted\n");
    assertThat(running.err()).contains("cancel it first");
  }

  @Test
  void showAndJobsTellWhatIsAsked() {
    // Given
    platform.state = "WAITING_INPUT";
    CliCall show = call();
    CliCall jobs = call();
    // When
    int code = show.run("show", FakePlatform.JOB) + jobs.run("jobs");
    // Then
    assertThat(code).isZero();
    assertThat(show.out())
        .contains("State     WAITING_INPUT · 2 rounds")
        .contains("Told      steer  Look north.\n          approved\n")
        .contains("The agent's plan:\n  1. Read.\n  2. Compare.\n")
        .contains("Approve it with:   " + ANSWER + " --approve\n");
    assertThat(jobs.out()).contains("WAITING_INPUT (plan)");
    assertThat(jobs.err()).contains("quarry show ID");
  }

  @Test
  void showOfAQueuedJobTellsWhyItWaitsAndHowLong() {
    // Given
    platform.state = "QUEUED";
    CliCall call = call();
    // When
    int code = call.run("show", FakePlatform.JOB);
    // Then
    assertThat(code).isZero();
    assertThat(call.out())
        .contains("Waits     All 16 slots are taken. It starts in about 2 h 30 min.\n");
  }

  @Test
  void showOfAPausedJobTellsHowItGoesOn() {
    // Given
    platform.state = "PAUSED";
    CliCall call = call();
    // When
    int code = call.run("show", FakePlatform.JOB);
    // Then
    assertThat(code).isZero();
    assertThat(call.out())
        .contains("State     PAUSED")
        .contains("Let it go on with: quarry resume " + FakePlatform.JOB);
  }

  @Test
  void optionsSayWhenItsTurnIs() {
    // Given
    CliCall call = call();
    // When
    int code =
        call.run("ask", "Where?", "--priority", "-5", "--not-before", "2026-12-01T08:00:00Z");
    // Then
    assertThat(code).isZero();
    assertThat(platform.jobsAsked)
        .containsExactly(
            Json.parse(
                "{\"question\":\"Where?\",\"mode\":\"react\",\"priority\":-5,"
                    + "\"notBefore\":\"2026-12-01T08:00:00Z\"}"));
  }

  @Test
  void optionsAskForAQuestionAndAPlan() {
    // Given
    CliCall call = call();
    // When
    int code = call.run("ask", "Where?", "--clarify", "--plan");
    // Then
    assertThat(code).isZero();
    assertThat(platform.jobsAsked)
        .containsExactly(
            Json.parse(
                "{\"question\":\"Where?\",\"mode\":\"react\",\"clarify\":true,\"approvePlan\":true}"));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void whatIsAskedIsAnsweredAtTheTerminalAndTheReportFollows(boolean plainLines) {
    // Given
    platform.plays(
        FakePlatform.asks("clarification", "Which\\u001b[2J one?"),
        FakePlatform.state("QUEUED"),
        FakePlatform.asks("plan", "1. Read."),
        FakePlatform.state("QUEUED"),
        FakePlatform.asks("plan", "1. Compare."),
        FakePlatform.state("RUNNING"));
    CliCall call = call().typed("\nThe first.\nCompare.\nYes\n");
    if (plainLines) {
      call.env("NO_COLOR", "1");
    }
    // When
    int code = call.run("ask", "Where?", "--clarify", "--plan");
    // Then
    assertThat(code).isZero();
    assertThat(platform.told)
        .containsExactly(
            "answer {\"message\":\"The first.\"}",
            "answer {\"message\":\"Compare.\"}",
            "answer {\"approved\":true}");
    assertThat(call.out()).isEqualTo(FakeAnswers.MARKDOWN);
    assertThat(call.err())
        .contains("The agent asks:\n")
        .contains("  Which[2J one?\n")
        .contains("Your answer: ")
        .contains("  1. Compare.\n")
        .contains("Type yes, or what to change: ")
        .doesNotContain("elsewhere", ANSWER);
  }

  @Test
  void whereNobodyCanBeAskedItSaysHowToAnswerAndWaits() throws Exception {
    // Given
    platform.plays(
        FakePlatform.asks("clarification", "Which one?"),
        FakePlatform.state("QUEUED"),
        FakePlatform.asks("plan", "1. Read."),
        FakePlatform.state("RUNNING"));
    CliCall call = call();
    CompletableFuture<Integer> code = running(call, "ask", "Where?", "--json");
    // When
    awaitErr(call, "Answer with:  " + ANSWER + " \"your answer\"\n");
    assertThat(code).isNotDone();
    platform.answers.release();
    awaitErr(call, "Approve it with:   " + ANSWER + " --approve\n");
    platform.answers.release();
    // Then
    assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
    assertThat(call.err())
        .contains("The agent asks:\n  Which one?\n")
        .contains("Change it with:    " + ANSWER + " \"what to change\"\n");
    assertThat(call.out()).startsWith("{\"jobId\"").containsOnlyOnce("\n");
    assertThat(platform.told).isEmpty();
  }

  @Test
  void answerFromElsewhereEndsThePrompt() throws Exception {
    // Given
    platform.plays(FakePlatform.asks("plan", "1. Read."), FakePlatform.state("RUNNING"));
    try (PipedInputStream keyboard = new PipedInputStream();
        PipedOutputStream fingers = new PipedOutputStream(keyboard)) {
      CliCall call = call().typed(keyboard);
      CompletableFuture<Integer> code = running(call, "watch", FakePlatform.JOB);
      awaitErr(call, "Type yes, or what to change: ");
      // When
      platform.answers.release();
      // Then
      assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
      assertThat(call.err()).contains("Answered elsewhere.");
      assertThat(platform.told).isEmpty();
      fingers.flush();
    }
  }

  @Test
  void interruptWhileAPersonIsAskedCancelsTheJob() throws Exception {
    // Given
    platform.hangs = true;
    platform.plays(FakePlatform.asks("plan", "1. Read."));
    try (PipedInputStream keyboard = new PipedInputStream();
        PipedOutputStream fingers = new PipedOutputStream(keyboard)) {
      CliCall call = call().typed(keyboard);
      CompletableFuture<Integer> code = new CompletableFuture<>();
      Thread asking = Thread.ofPlatform().start(() -> code.complete(call.run("ask", "Where?")));
      awaitErr(call, "Type yes, or what to change: ");
      fingers.write("never fin".getBytes(StandardCharsets.UTF_8));
      // When
      asking.interrupt();
      // Then
      assertThat(code.get(20, TimeUnit.SECONDS)).isEqualTo(130);
      assertThat(platform.cancelled.getCount()).isZero();
    }
  }

  @Test
  void refusedAnswerIsAskedForAgainAndALateOneIsTold() {
    // Given
    platform.plays(
        FakePlatform.asks("clarification", "Which one?"),
        FakePlatform.state("QUEUED"),
        FakePlatform.asks("clarification", "And then?"),
        FakePlatform.state("RUNNING"));
    CliCall call = call().typed("too long\nThe first.\ntoo late\n");
    // When
    int code = call.run("watch", FakePlatform.JOB);
    // Then
    assertThat(code).isZero();
    assertThat(call.err())
        .contains("That was not accepted: has 5,000 characters")
        .contains("That came too late: The job is QUEUED and asks nothing.");
  }

  @Test
  void endOfTheKeyboardLeavesTheAnswerToOthers() throws Exception {
    // Given
    platform.plays(FakePlatform.asks("clarification", "Which one?"), FakePlatform.state("RUNNING"));
    CliCall call = call().typed("");
    CompletableFuture<Integer> code = running(call, "watch", FakePlatform.JOB);
    // When
    awaitErr(call, "Answer with:  " + ANSWER);
    platform.answers.release();
    // Then
    assertThat(code.get(20, TimeUnit.SECONDS)).isZero();
    assertThat(call.out()).isEqualTo(FakeAnswers.MARKDOWN);
  }

  @Test
  void watchTellsThatAJobIsPausedGoesOnAndWhatItIsTold() {
    // Given
    platform.plays(
        FakePlatform.state("PAUSED"),
        FakePlatform.state("QUEUED"),
        FakePlatform.step(
            "0:1",
            "input-received",
            "\"input\":\"steer\",\"message\":\"Look\\nnorth.\",\"approved\":false"));
    CliCall call = call();
    // When
    int code = call.run("watch", FakePlatform.JOB);
    // Then
    assertThat(code).isZero();
    assertThat(call.err().lines())
        .containsSubsequence(
            "paused. Let it go on with: quarry resume " + FakePlatform.JOB,
            "resumed",
            "round 1   told    Look north.");
  }

  private static CompletableFuture<Integer> running(CliCall call, String... args) {
    return CompletableFuture.supplyAsync(() -> call.run(args), r -> Thread.ofPlatform().start(r));
  }

  private static void awaitErr(CliCall call, String text)
      throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!call.err().contains(text)) {
      if (System.nanoTime() > end) {
        throw new TimeoutException("not told: " + text + "\n" + call.err());
      }
      Thread.sleep(20);
    }
  }
}
