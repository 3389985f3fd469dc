package dev.quarry.runner.work.sim;

import dev.quarry.core.job.Mode;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.ToolCallRequest;
import dev.quarry.runner.engine.ToolInvoker;
import dev.quarry.runner.mode.AgentMode;
import dev.quarry.runner.mode.Decision;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import java.util.ArrayList;
import java.util.List;

/** What could be wrong with how a rollout is worked on. */
final class EngineBugs {
  private EngineBugs() {}

  static List<Bug> all() {
    return List.of(
        model(
            "the model is asked twice to be sure",
            Invariant.ONE_CALL_LOST,
            (real, lease) ->
                (prompt, key) -> {
                  real.ask(prompt, key);
                  return real.ask(prompt, key);
                }),
        tools(
            "a tool call is tried again",
            Invariant.UNSAFE_ONCE,
            (real, lease) ->
                call -> {
                  real.invoke(call);
                  return real.invoke(call);
                }),
        tools(
            "the idempotency key depends on the attempt",
            Invariant.KEY_STAYS,
            (real, lease) ->
                call ->
                    real.invoke(
                        new ToolCallRequest(
                            call.round(),
                            call.call(),
                            call.tool(),
                            call.argumentsJson(),
                            call.idempotencyKey() + lease.epoch()))),
        model(
            "a reply is changed on its way",
            Invariant.RIGHT_END,
            (real, lease) -> (prompt, key) -> changed(real.ask(prompt, key))),
        new Bug(
            "a prompt depends on more than the steps",
            Invariant.PROMPT_REBUILT,
            new Planted() {
              @Override
              public AgentMode mode(AgentMode real, Lease lease) {
                return new Wordy(real);
              }
            }));
  }

  private static ModelOutcome changed(ModelOutcome outcome) {
    if (!(outcome instanceof ModelOutcome.Reply(ModelReply reply))) {
      return outcome;
    }
    return new ModelOutcome.Reply(
        new ModelReply(
            reply.content().replace("known of job", "unknown of job"),
            reply.reasoning(),
            reply.calls(),
            reply.finishReason(),
            reply.usage(),
            reply.endpoint()));
  }

  private interface Wrap<T> {
    T around(T real, Lease lease);
  }

  private static Bug model(String name, Invariant invariant, Wrap<ChatModel> wrap) {
    return new Bug(
        name,
        invariant,
        new Planted() {
          @Override
          public ChatModel model(ChatModel real, Lease lease) {
            return wrap.around(real, lease);
          }
        });
  }

  private static Bug tools(String name, Invariant invariant, Wrap<ToolInvoker> wrap) {
    return new Bug(
        name,
        invariant,
        new Planted() {
          @Override
          public ToolInvoker tools(ToolInvoker real, Lease lease) {
            return wrap.around(real, lease);
          }
        });
  }

  private record Wordy(AgentMode real) implements AgentMode {
    @Override
    public Mode id() {
      return real.id();
    }

    @Override
    public Prompt prompt(Brief brief, Trajectory soFar) {
      Prompt prompt = real.prompt(brief, soFar);
      var messages = new ArrayList<>(List.<Message>of(new Message.System("Be brief.")));
      messages.addAll(prompt.messages());
      return new Prompt(messages, prompt.tools(), prompt.sampling());
    }

    @Override
    public Decision decide(Brief brief, Trajectory soFar, ModelReply reply) {
      return real.decide(brief, soFar, reply);
    }
  }
}
