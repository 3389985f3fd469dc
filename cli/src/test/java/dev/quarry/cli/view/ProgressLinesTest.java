package dev.quarry.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarry.cli.client.JobEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a person reads of a job's steps. */
class ProgressLinesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final PlainProgress progress =
      new PlainProgress(new PrintStream(written, true, StandardCharsets.UTF_8), now::get);

  @Test
  void callThatCannotBeReadSaysWhy() throws Exception {
    step(
        "tool-returned",
        "{\"tool\":\"\",\"failure\":\"bad-call\",\"content\":\"Error: Tool call is not a valid JSON.\"}");

    assertThat(lines())
        .isEqualTo("round 1   call    failed (bad-call): Error: Tool call is not a valid JSON.\n");
  }

  @Test
  void failedVisitSaysItsCauseAndNotItsFrame() throws Exception {
    step(
        "tool-returned",
        "{\"tool\":\"visit\",\"failure\":\"not-found\",\"content\":\"The useful information in u as"
            + " follows: \\n\\nSummary: \\nnone\\n\\nError fetching u: status 404\"}");

    assertThat(lines())
        .isEqualTo("round 1   visit   failed (not-found): Error fetching u: status 404\n");
  }

  @Test
  void endAndLimitAreToldInWords() throws Exception {
    step("limit-hit", "{\"limit\":\"ROUNDS\",\"detail\":\"5 of 5 rounds\"}");
    step("nudged", "{\"message\":\"Call a tool, as JSON between <tool_call> and </tool_call>.\"}");
    step("ended", "{\"termination\":\"MODEL_FAILED\"}");
    step("ended", "{\"termination\":\"OF_A_LATER_VERSION\"}");

    assertThat(lines())
        .isEqualTo(
            """
            round 1   limit   5 of 5 rounds; asking for the answer
            round 1   nudge   the model neither called a tool nor answered; told so
            round 1   end     the model could not be asked
            round 1   end     of a later version
            """);
  }

  @Test
  void whatGoesOnIsToldOnlyAfterAQuietWhile() throws Exception {
    // Given a step, and news soon after it
    step("ended", "{\"termination\":\"ANSWER\"}");
    now.addAndGet(Duration.ofSeconds(4).toNanos());
    progress.event(new JobEvent.Progress(2, "asking m"));
    // When the model is down for long
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    progress.event(new JobEvent.Progress(2, "m answered 503; asking again in 4 s, try 3 of 10"));
    progress.event(new JobEvent.Progress(2, "m answered 503; asking again in 8 s, try 4 of 10"));
    // Then
    assertThat(lines())
        .isEqualTo(
            """
            round 1   end     answered
            round 2 · m answered 503; asking again in 4 s, try 3 of 10
            """);
  }

  private void step(String kind, String data) throws Exception {
    JsonNode json = JSON.readTree(data);
    progress.event(new JobEvent.StepWritten("1", kind, json));
  }

  private String lines() {
    return written.toString(StandardCharsets.UTF_8);
  }
}
