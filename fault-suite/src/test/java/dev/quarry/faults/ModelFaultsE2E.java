package dev.quarry.faults;

import static dev.quarry.runner.testing.ScriptedReply.Fault.CLOSE;
import static dev.quarry.runner.testing.ScriptedReply.Fault.DRIP;
import static dev.quarry.runner.testing.ScriptedReply.Fault.GARBAGE;
import static dev.quarry.runner.testing.ScriptedReply.Fault.NO_ANSWER;
import static dev.quarry.runner.testing.ScriptedReply.Fault.STALL;
import static dev.quarry.runner.testing.ScriptedReply.Fault.TRUNCATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.faults.platform.Evidence;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.Points;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.harness.agent.Arming;
import dev.quarry.runner.testing.ReplyScript;
import dev.quarry.runner.testing.ScriptedReply;
import dev.quarry.runner.testing.ScriptedReply.Call;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 12: everything that a model's server can do wrong. */
@Tag("full")
@ExtendWith(PlatformExtension.class)
class ModelFaultsE2E {
  /** Tries of the profile that these jobs ask for. */
  private static final int TRIES = 3;

  private static final Map<String, Object> HASTY = Map.of("model", "hasty");

  private final Platform platform;

  ModelFaultsE2E(Platform platform) {
    this.platform = platform;
  }

  /** What passes when it is asked for again. */
  private static Map<String, ScriptedReply> passing() {
    var all = new LinkedHashMap<String, ScriptedReply>();
    all.put("429", ScriptedReply.status(429));
    all.put("429 with Retry-After", ScriptedReply.status(429).header("Retry-After", "1"));
    all.put("500", ScriptedReply.status(500));
    all.put("503", ScriptedReply.status(503));
    all.put("connection closed", ScriptedReply.broken(CLOSE));
    all.put("no HTTP", ScriptedReply.broken(GARBAGE));
    all.put("no answer", ScriptedReply.broken(NO_ANSWER));
    all.put("half an answer, then nothing", ScriptedReply.broken(STALL));
    all.put("half an answer, then the end", ScriptedReply.broken(TRUNCATE));
    all.put("a byte now and then", ScriptedReply.broken(DRIP));
    all.put("HTML", ScriptedReply.html(200));
    all.put("no JSON", ScriptedReply.body(200, "{\"choices\": [{\"message\""));
    all.put("no choices", ScriptedReply.body(200, "{\"choices\": []}"));
    all.put("another schema", ScriptedReply.body(200, "{\"answer\": 42}"));
    all.put("empty", ScriptedReply.text(""));
    return all;
  }

  @Test
  void whatPassesIsTriedAgainAndWhatDoesNotHasANamedReason() throws Exception {
    platform.disturb(
        "12 model: failures that pass, and that do not",
        List.of(),
        fault -> {
          // Given
          platform.standBy(1);
          var once = new LinkedHashMap<String, FaultJob>();
          var always = new LinkedHashMap<String, FaultJob>();
          for (var kind : passing().entrySet()) {
            once.put(kind.getKey(), fault.ask(failing(kind.getValue()), HASTY));
            always.put(kind.getKey(), fault.ask(request -> kind.getValue(), HASTY));
          }
          always.put("401", fault.ask(request -> ScriptedReply.status(401), HASTY));
          always.put("400", fault.ask(request -> ScriptedReply.status(400), HASTY));

          // Then
          for (var job : once.entrySet()) {
            fault.mayBeTriedAgain(job.getValue(), 1);
            job.getValue().mustSucceed();
          }
          for (var job : always.entrySet()) {
            JsonNode end = job.getValue().awaitEnd();
            int most = TRIES * (int) job.getValue().count("leased");
            fault.mayBeTriedAgain(job.getValue(), most);
            assertThat(end.path("state").asText()).as(job.getKey()).isEqualTo("FAILED");
            assertThat(end.at("/failure/code").asText()).as(job.getKey()).startsWith("model-");
            assertThat(end.at("/failure/message").asText()).as(job.getKey()).contains("hasty");
            assertThat(job.getValue().modelCalls()).as(job.getKey()).isLessThanOrEqualTo(most);
          }
        });
  }

  /** Fails at its first request and then does what it should. */
  private static ReplyScript failing(ScriptedReply first) {
    var seen = new java.util.concurrent.atomic.AtomicInteger();
    return request ->
        seen.getAndIncrement() == 0 ? first : Scripts.everyKindOfCall().reply(request);
  }

  @Test
  void strangeRepliesAreAnsweredAndNothingBreaks() throws Exception {
    platform.disturb(
        "12 model: replies that nobody should write",
        List.of(),
        fault -> {
          platform.standBy(1);
          var jobs = new LinkedHashMap<String, FaultJob>();
          strange()
              .forEach(
                  (what, reply) -> {
                    try {
                      jobs.put(what, fault.ask(request -> first(request, reply), HASTY));
                    } catch (java.io.IOException | InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  });
          for (var job : jobs.entrySet()) {
            fault.mayBeTriedAgain(job.getValue(), TRIES);
            job.getValue().mustSucceed();
          }
        });
  }

  private static ScriptedReply first(
      dev.quarry.runner.testing.RecordedRequest request, ScriptedReply reply) {
    return request.assistantMessages() == 0 ? reply : Scripts.answer();
  }

  private static Map<String, ScriptedReply> strange() {
    var all = new LinkedHashMap<String, ScriptedReply>();
    all.put("unknown tool", ScriptedReply.calls(new Call("x", "abolish", "{}")));
    all.put("arguments that are no JSON", ScriptedReply.calls(new Call("x", "look", "{what")));
    all.put("arguments that do not fit", ScriptedReply.calls(new Call("x", "look", "{\"a\":1}")));
    all.put(
        "two calls of one id",
        ScriptedReply.calls(Scripts.call("x", "look", 0), Scripts.call("x", "look", 0)));
    all.put("no id", ScriptedReply.calls(new Call(null, "look", arguments("x"))));
    all.put("a hundred calls", ScriptedReply.calls(hundred()));
    all.put(
        "NUL and half characters",
        ScriptedReply.calls(
            new Call("x", "look", arguments("\\u0000 \\ud800 \\ude00 \\ud83d\\ude00"))));
    all.put("10 MB", ScriptedReply.text("long ".repeat(2_000_000)));
    all.put("cut off", Scripts.answer().finished("length"));
    all.put("filtered", Scripts.answer().finished("content_filter"));
    all.put("no finish reason, no usage", Scripts.answer().finished(null).using(null));
    return all;
  }

  private static String arguments(String what) {
    return "{\"what\": \"%s\", \"waitMillis\": 0}".formatted(what);
  }

  private static Call[] hundred() {
    return java.util.stream.IntStream.range(0, 100)
        .mapToObj(i -> Scripts.call("c" + i, "look", 0))
        .toArray(Call[]::new);
  }

  @Test
  void strangeTextFoldsToThePromptThatWasSent() throws Exception {
    platform.disturb(
        "12 model: half characters, and a kill -9",
        List.of(Evidence.KILLS, Evidence.TAKEOVERS),
        fault -> {
          // Given a prompt that holds what cannot be stored as it is, and a reply to it
          platform.standBy(2);
          Arming armed = fault.arm(Points.DURABLE, 4, Arming.Action.HALT);
          FaultJob job =
              fault.ask(
                  request ->
                      switch ((int) request.assistantMessages()) {
                        case 0 ->
                            ScriptedReply.calls(
                                new Call("x", "look", arguments("\\u0000 \\ud800 \\ude00")));
                        case 1 -> ScriptedReply.calls(Scripts.call("y", "look", 0));
                        default -> Scripts.answer();
                      });

          // When another runner rebuilds that prompt
          fault.awaitKill(armed, job);

          // Then
          job.mustSucceed();
        });
  }
}
