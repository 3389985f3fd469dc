package dev.quarry.faults.platform;

import dev.quarry.runner.testing.ReplyScript;
import dev.quarry.runner.testing.ScriptedReply;
import dev.quarry.runner.testing.ScriptedReply.Call;
import dev.quarry.runner.testing.ScriptedReply.Completion;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the model says: functions of the prompt alone, so that every runner meets the same model.
 */
public final class Scripts {
  private static final Pattern SO_FAR = Pattern.compile("Rounds so far: (\\d+)");

  private Scripts() {}

  /**
   * A call of each kind of tool, several at once among them.
   *
   * <p>Its steps: leased, opened; replied, tool-started, tool-returned (idempotent); the same
   * (unsafe); replied, three tool-returned; replied, ended. Appended by the journal are all but the
   * first: 13.
   */
  public static ReplyScript everyKindOfCall() {
    return request ->
        switch ((int) request.assistantMessages()) {
          case 0 -> ScriptedReply.calls(call("a", "deposit", 0));
          case 1 -> ScriptedReply.calls(call("b", "send", 0));
          case 2 ->
              ScriptedReply.calls(
                  call("c", "look", 0), call("d", "look", 150), call("e", "look", 300));
          default -> answer();
        };
  }

  /**
   * So many rounds, each with a call that only reads, then the answer: {@code 3 + 2 · rounds + 1}
   * steps.
   *
   * @param pause before each reply
   */
  public static ReplyScript rounds(int rounds, Duration pause) {
    return request -> {
      int done = (int) request.assistantMessages();
      return ScriptedReply.after(
          pause, done < rounds ? ScriptedReply.calls(call("r" + done, "look", 0)) : answer());
    };
  }

  /** IterResearch, so many rounds and the answer: how far it has come stands in its report. */
  public static ReplyScript reports(int rounds) {
    return request -> {
      Matcher so = SO_FAR.matcher(request.lastContent());
      int done = so.find() ? Integer.parseInt(so.group(1)) : 0;
      String report = "<report>Rounds so far: %d.</report>".formatted(done + 1);
      return done < rounds
          ? new Completion(
              report,
              null,
              "reasoning",
              List.of(call("r" + done, "look", 0)),
              "tool_calls",
              new ScriptedReply.Tokens(100, 10))
          : ScriptedReply.text(report + "<answer>It comes to this.</answer>");
    };
  }

  /** A call of a tool of the plugin {@code effects}. */
  public static Call call(String id, String tool, int waitMillis) {
    return new Call(id, tool, "{\"what\": \"%s\", \"waitMillis\": %d}".formatted(id, waitMillis));
  }

  public static Completion answer() {
    return ScriptedReply.text("It comes to this.");
  }
}
