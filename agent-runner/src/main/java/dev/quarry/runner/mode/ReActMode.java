package dev.quarry.runner.mode;

import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Termination;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Limit;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Round;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.protocol.CallProtocol;
import dev.quarry.runner.protocol.ParsedCall;
import dev.quarry.runner.protocol.ParsedReply;
import dev.quarry.runner.protocol.Tags;
import dev.quarry.runner.protocol.ToolList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reasoning and acting over the whole history, as Tongyi DeepResearch does it (arXiv 2510.24701 and
 * its inference code): one system message, the raw question, then replies and observations in turn.
 * Limits and nudges are messages of their own; nothing is overwritten.
 */
public final class ReActMode implements AgentMode {
  /** How often a model that neither calls nor answers is told so. */
  static final int MAX_NUDGES = 2;

  /** Calls of one native reply that are carried out; the published form allows one. */
  static final int MAX_CALLS_PER_REPLY = 8;

  private static final PromptTemplate SYSTEM_TAGS = PromptTemplate.load("react-system-tags");
  private static final PromptTemplate SYSTEM_NATIVE = PromptTemplate.load("react-system-native");
  private static final PromptTemplate FINAL = PromptTemplate.load("react-final");
  private static final PromptTemplate NUDGE = PromptTemplate.load("react-nudge");
  private static final String CITATIONS = PromptTemplate.load("citations").fill(Map.of());

  @Override
  public Mode id() {
    return Mode.REACT;
  }

  @Override
  public Prompt prompt(Brief brief, Trajectory soFar) {
    CallProtocol protocol = CallProtocol.of(brief.protocol());
    var messages = new ArrayList<Message>();
    messages.add(new Message.System(system(brief)));
    messages.add(new Message.User(UserWords.question(brief.question(), soFar.dialogue())));
    Map<Long, Round> rounds = new HashMap<>();
    soFar.rounds().forEach(r -> rounds.put(r.seq(), r));
    for (StepRecord record : soFar.steps()) {
      switch (record.step()) {
        case Step.Replied s -> {
          messages.add(protocol.assistant(s.reply()));
          messages.addAll(
              protocol.observations(java.util.Objects.requireNonNull(rounds.get(record.seq()))));
        }
        case Step.Nudged s -> messages.add(new Message.User(s.message()));
        case Step.LimitHit s ->
            messages.add(
                new Message.User(FINAL.fill(Map.of("reason", LimitWords.reason(s.limit())))));
        case Step.Leased s -> {}
        case Step.Opened s -> {}
        case Step.Drafted s -> {}
        case Step.InputRequested s -> {}
        case Step.InputReceived s -> {
          if (soFar.dialogue().messages().contains(s)) {
            messages.add(new Message.User(UserWords.message(s)));
          }
        }
        case Step.ReplyRejected s -> {}
        case Step.ToolStarted s -> {}
        case Step.ToolReturned s -> {}
        case Step.Ended s -> {}
      }
    }
    messages.addAll(Tail.correction(soFar, protocol));
    boolean last = soFar.limitHit().isPresent();
    return new Prompt(
        messages, last ? List.of() : protocol.definitions(brief.tools()), brief.sampling());
  }

  private static String system(Brief brief) {
    return switch (brief.protocol()) {
      case TAGS ->
          SYSTEM_TAGS.fill(
              Map.of(
                  "citations", CITATIONS,
                  "tools", ToolList.lines(brief.tools()),
                  "date", brief.date().toString()));
      case NATIVE ->
          SYSTEM_NATIVE.fill(Map.of("citations", CITATIONS, "date", brief.date().toString()));
    };
  }

  @Override
  public Decision decide(Brief brief, Trajectory soFar, ModelReply reply) {
    ParsedReply parsed = CallProtocol.of(brief.protocol()).parse(reply);
    Optional<Limit> limit = soFar.limitHit().map(Step.LimitHit::limit);
    if (limit.isPresent()) {
      return decideLast(parsed, limit.get(), brief.protocol());
    }
    // An answer wins over a call in the same message.
    if (parsed.answer().isPresent()) {
      return new Decision.Answer(parsed.answer().get(), Termination.ANSWER);
    }
    if (!parsed.calls().isEmpty()) {
      return new Decision.CallTools(
          parsed.calls().stream()
              .limit(MAX_CALLS_PER_REPLY)
              .map(call -> plan(brief, call))
              .toList());
    }
    if (brief.protocol() == Protocol.NATIVE && !parsed.text().isEmpty()) {
      return new Decision.Answer(parsed.text(), Termination.ANSWER);
    }
    return nudges(soFar) < MAX_NUDGES
        ? new Decision.Nudge(NUDGE.fill(Map.of("how", how(brief.protocol()))))
        : new Decision.GiveUp(Termination.ANSWER_NOT_FOUND, nonEmpty(parsed.text()));
  }

  private static Decision decideLast(ParsedReply parsed, Limit limit, Protocol protocol) {
    Optional<String> answer =
        protocol == Protocol.NATIVE
            ? parsed.answer().or(() -> nonEmpty(parsed.text()))
            : parsed.answer();
    if (limit == Limit.CONTEXT) {
      return answer
          .<Decision>map(a -> new Decision.Answer(a, Termination.CONTEXT_LIMIT_ANSWER))
          .or(
              () ->
                  nonEmpty(Tags.prose(parsed.text()))
                      .map(t -> new Decision.Answer(t, Termination.CONTEXT_LIMIT_FORMAT_ERROR)))
          .orElseGet(
              () ->
                  new Decision.GiveUp(
                      Termination.CONTEXT_LIMIT_FORMAT_ERROR, nonEmpty(parsed.text())));
    }
    return answer
        .<Decision>map(a -> new Decision.Answer(a, LimitWords.withAnswer(limit)))
        .orElseGet(
            () -> new Decision.GiveUp(LimitWords.withoutAnswer(limit), nonEmpty(parsed.text())));
  }

  private static Decision.PlannedCall plan(Brief brief, ParsedCall call) {
    return switch (call) {
      case ParsedCall.Broken broken ->
          new Decision.PlannedCall.Refuse("", "bad-call", broken.problem());
      case ParsedCall.Valid valid when offered(brief, valid.name()) ->
          new Decision.PlannedCall.Invoke(valid.name(), valid.argumentsJson());
      case ParsedCall.Valid valid ->
          new Decision.PlannedCall.Refuse(
              valid.name(), "unknown-tool", "Error: Tool %s not found".formatted(valid.name()));
    };
  }

  static boolean offered(Brief brief, String tool) {
    return brief.tools().stream().anyMatch(t -> t.name().equals(tool));
  }

  private static long nudges(Trajectory soFar) {
    return soFar.steps().stream().filter(s -> s.step() instanceof Step.Nudged).count();
  }

  private static String how(Protocol protocol) {
    return switch (protocol) {
      case TAGS -> ", as a JSON object between <tool_call> and </tool_call>";
      case NATIVE -> "";
    };
  }

  private static Optional<String> nonEmpty(String text) {
    return Optional.of(text).filter(t -> !t.isEmpty());
  }
}
