package dev.quarry.runner.work.sim;

import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.work.sim.Scenario.JobPlan;
import dev.quarry.runner.work.sim.Script.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model replies, as a function of the prompt alone: it has no memory of its own. Where the
 * script is can be read off what its earlier replies left in the prompt. Only the number of the
 * sample differs when the same is asked again, as it would with a real one.
 */
record ScriptedModel(JobPlan plan) {
  private static final Pattern MARK = Pattern.compile("\\b(turn|idle) (\\d+)(?:/(\\d+))?");

  static String answer(JobPlan plan) {
    return "what is known of job-%d".formatted(plan.number());
  }

  /** Where the script is: a turn, and how many idle replies there were in it. */
  record At(int turn, int idle) {}

  /**
   * @return whether this is the last thing that the script has before the answer
   */
  boolean last(Prompt prompt) {
    return at(prompt).turn() == plan.script().turns().size();
  }

  ModelReply reply(Prompt prompt, int sample) {
    if (prompt.messages().size() == 1) {
      String text = prompt.messages().getFirst().content();
      if (text.contains("one short question between")) {
        return reply("<question>Which sense of job-%d?</question>".formatted(plan.number()));
      }
      if (text.contains("Between <plan> and </plan>")) {
        return reply("<plan>1. look, draft %d</plan>".formatted(sample));
      }
    }
    At at = at(prompt);
    List<Script.Turn> turns = plan.script().turns();
    // A message of the user may come after it.
    boolean forced =
        prompt.messages().stream()
            .anyMatch(m -> m.content().contains("Do not call any more tools"));
    if (at.turn() > turns.size() || forced) {
      return answered(at.turn() - 1, sample);
    }
    Script.Turn turn = turns.get(at.turn() - 1);
    return at.idle() < turn.idle() ? idle(at, sample) : called(at.turn(), calls(turn), sample);
  }

  private At at(Prompt prompt) {
    At at = new At(1, 0);
    for (Message message : prompt.messages()) {
      if (message instanceof Message.Assistant a && a.content().isEmpty() && a.calls().isEmpty()) {
        at = new At(at.turn(), at.idle() + 1);
      } else if (message instanceof Message.Assistant || plan.form().mode() != Mode.REACT) {
        at = read(message.content(), at);
      }
    }
    return at;
  }

  private static At read(String text, At before) {
    At at = before;
    for (Matcher mark = MARK.matcher(text); mark.find(); ) {
      int turn = Integer.parseInt(mark.group(2));
      at =
          mark.group(1).equals("turn")
              ? new At(turn + 1, 0)
              : new At(turn, Integer.parseInt(mark.group(3)) + 1);
    }
    return at;
  }

  private boolean isNative() {
    return plan.form().protocol() == Protocol.NATIVE;
  }

  private List<Call> calls(Script.Turn turn) {
    boolean iterates = plan.form().mode() == Mode.ITER_RESEARCH;
    List<Call> calls = iterates || !isNative() ? turn.calls().subList(0, 1) : turn.calls();
    // IterResearch asks for a call that can be read until it gets one.
    return iterates && calls.contains(Call.BROKEN) ? List.of(Call.LOOK) : calls;
  }

  private ModelReply idle(At at, int sample) {
    boolean silent = isNative() && plan.form().mode() == Mode.REACT;
    return reply(silent ? "" : "idle %d/%d sample %d".formatted(at.turn(), at.idle(), sample));
  }

  private ModelReply answered(int turn, int sample) {
    String answer = "<answer>%s</answer>".formatted(answer(plan));
    return reply(
        switch (plan.form().mode()) {
          case REACT -> isNative() ? answer(plan) : "<think>%d</think>".formatted(sample) + answer;
          case ITER_RESEARCH -> report(turn, sample) + answer;
        });
  }

  private String report(int turn, int sample) {
    return "<report>turn %d sample %d</report>".formatted(turn, sample);
  }

  private ModelReply called(int turn, List<Call> calls, int sample) {
    String text =
        switch (plan.form().mode()) {
          case REACT -> "turn %d sample %d".formatted(turn, sample);
          case ITER_RESEARCH -> report(turn, sample);
        };
    if (!isNative()) {
      return reply(
          text
              + (calls.getFirst() == Call.BROKEN
                  ? "<tool_call>{\"name\": </tool_call>"
                  : "<tool_call>{\"name\": \"%s\", \"arguments\": {\"q\": \"t%dc0\"}}</tool_call>"
                      .formatted(calls.getFirst().tool(), turn)));
    }
    var all = new ArrayList<NativeCall>();
    for (int i = 0; i < calls.size(); i++) {
      String arguments =
          calls.get(i) == Call.BROKEN ? "{\"q\":" : "{\"q\":\"t%dc%d\"}".formatted(turn, i);
      all.add(new NativeCall("c%d-%d".formatted(i, sample), calls.get(i).tool(), arguments));
    }
    return new ModelReply(text, null, all, "tool_calls", usage(text), "scripted");
  }

  private static ModelReply reply(String text) {
    return new ModelReply(text, null, List.of(), "stop", usage(text), "scripted");
  }

  private static TokenUsage usage(String text) {
    return new TokenUsage(100, 1 + text.length() / 4, true);
  }
}
