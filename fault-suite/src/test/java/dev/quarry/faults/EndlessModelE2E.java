package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.runner.testing.RecordedRequest;
import dev.quarry.runner.testing.ReplyScript;
import dev.quarry.runner.testing.ScriptedReply;
import dev.quarry.runner.testing.ScriptedReply.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 13: a model that never comes to an end by itself. */
@ExtendWith(PlatformExtension.class)
class EndlessModelE2E {
  private static final int ROUNDS = 8;

  private final Platform platform;

  EndlessModelE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void everyEndlessModelIsBroughtToAnEnd() throws Exception {
    platform.disturb(
        "13 endless loops of calls",
        List.of(),
        fault -> {
          platform.standBy(1);
          Map<String, Object> rounds = Map.of("budget", Map.of("rounds", ROUNDS));

          // Given models that call for ever, and answer only when they may not call any more
          FaultJob same = fault.ask(loop("same"), rounds);
          FaultJob oscillating = fault.ask(loop("one", "other"), rounds);
          FaultJob calls = fault.ask(loop("calls"), Map.of("budget", Map.of("toolCalls", 5)));
          FaultJob tokens =
              fault.ask(costly(loop("tokens")), Map.of("budget", Map.of("tokens", 50_000)));
          FaultJob slow =
              fault.ask(
                  request ->
                      ScriptedReply.after(Duration.ofMillis(300), loop("slow").reply(request)),
                  Map.of("budget", Map.of("wallSeconds", 2)));
          // And one that does not even then
          FaultJob stubborn = fault.ask(request -> calling("for ever"), rounds);

          // Then
          assertPartial(same, "ROUNDS");
          assertPartial(oscillating, "ROUNDS");
          assertPartial(calls, "TOOL_CALLS");
          assertPartial(tokens, "TOKENS");
          assertPartial(slow, "WALL_TIME");
          JsonNode end = stubborn.awaitEnd();
          assertThat(end.path("state").asText()).isEqualTo("FAILED");
          assertThat(end.at("/failure/code").asText()).isEqualTo("budget-exhausted");
          assertThat(stubborn.count("replied")).isLessThanOrEqualTo(ROUNDS);
        });
  }

  private static ReplyScript loop(String... words) {
    return request ->
        mayCall(request)
            ? calling(words[(int) request.assistantMessages() % words.length])
            : Scripts.answer();
  }

  /** Each reply has cost much, as its server says. */
  private static ReplyScript costly(ReplyScript script) {
    return request ->
        ((ScriptedReply.Completion) script.reply(request)).using(new Tokens(8_000, 1_000));
  }

  private static boolean mayCall(RecordedRequest request) {
    return !request.body().path("tools").isEmpty();
  }

  private static ScriptedReply calling(String word) {
    return ScriptedReply.calls(Scripts.call(word, "look", 0));
  }

  private void assertPartial(FaultJob job, String limit) throws Exception {
    assertThat(job.awaitEnd().path("state").asText()).as(limit).isEqualTo("PARTIAL");
    List<String> hits =
        job.steps().stream()
            .filter(step -> step.path("kind").asText().equals("limit-hit"))
            .map(step -> step.at("/body/limit").asText())
            .toList();
    assertThat(hits).containsExactly(limit);
    assertThat(platform.client().get("/jobs/" + job.id() + "/report").body())
        .contains("It comes to this.");
  }
}
