package dev.quarry.runner.mode;

import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Round;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.ToolSpec;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.TokenCounter;
import dev.quarry.runner.protocol.CallProtocol;
import dev.quarry.runner.protocol.Tags;
import dev.quarry.runner.protocol.ToolList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A workspace rebuilt in each round from question, last report, last action and last observation,
 * and nothing else (arXiv 2511.07327, 2509.13309): one user message, no system message. Its size is
 * bounded whatever the number of rounds, because report and observation are. What the user said
 * meanwhile stands beside the question, at the expense of the observation.
 */
public final class IterResearchMode implements AgentMode {
  private static final PromptTemplate INITIAL = PromptTemplate.load("iter-initial");
  private static final PromptTemplate NORMAL = PromptTemplate.load("iter-normal");
  private static final PromptTemplate LAST = PromptTemplate.load("iter-last");
  private static final String CITATIONS = PromptTemplate.load("citations").fill(Map.of());
  private static final String NOTHING = "(none)";

  private final TokenCounter tokens;

  public IterResearchMode(TokenCounter tokens) {
    this.tokens = tokens;
  }

  @Override
  public Mode id() {
    return Mode.ITER_RESEARCH;
  }

  @Override
  public Prompt prompt(Brief brief, Trajectory soFar) {
    CallProtocol protocol = CallProtocol.of(brief.protocol());
    List<Round> rounds = soFar.rounds();
    boolean last = soFar.limitHit().isPresent();
    var values = new HashMap<String, String>();
    values.put("question", Tags.defused(brief.question()));
    values.put("date", brief.date().toString());
    values.put("tools", toolSection(brief));
    values.put("call", callInstruction(brief.protocol()));
    values.put("answer", "The final answer, between <answer> and </answer>.");
    values.put("citations", CITATIONS);
    values.put("report_tokens", Integer.toString(brief.context().report()));
    values.put("report", report(rounds, protocol, brief.context().report()));
    values.put("action", action(rounds, protocol, brief.context().report()));
    String user = UserWords.sections(soFar.dialogue(), tokens, brief.context().observation() / 2);
    values.put("user", user);
    values.put(
        "observation", observation(rounds, brief.context().observation() - tokens.count(user)));
    soFar.limitHit().ifPresent(hit -> values.put("reason", LimitWords.reason(hit.limit())));
    PromptTemplate template = last ? LAST : rounds.isEmpty() ? INITIAL : NORMAL;
    var messages = new ArrayList<Message>();
    messages.add(new Message.User(template.fill(values)));
    messages.addAll(Tail.correction(soFar, protocol));
    return new Prompt(
        messages, last ? List.of() : protocol.definitions(brief.tools()), brief.sampling());
  }

  @Override
  public Decision decide(Brief brief, Trajectory soFar, ModelReply reply) {
    return IterResearchRules.decide(brief, soFar, reply);
  }

  /**
   * @return the last report there is: a round without one keeps the old one
   */
  private String report(List<Round> rounds, CallProtocol protocol, int maxTokens) {
    return rounds.reversed().stream()
        .flatMap(r -> protocol.parse(r.reply().reply()).report().stream())
        .findFirst()
        .map(r -> tokens.truncate(r, maxTokens))
        .orElse(NOTHING);
  }

  private String action(List<Round> rounds, CallProtocol protocol, int maxTokens) {
    if (rounds.isEmpty()) {
      return NOTHING;
    }
    String call = protocol.callText(rounds.getLast().reply().reply());
    return call.isEmpty() ? NOTHING : tokens.truncate(call, maxTokens);
  }

  private String observation(List<Round> rounds, int maxTokens) {
    if (rounds.isEmpty() || rounds.getLast().results().isEmpty()) {
      return NOTHING;
    }
    String all =
        rounds.getLast().results().stream()
            .map(Step.ToolReturned::content)
            .collect(Collectors.joining("\n"));
    return Tags.defused(tokens.truncate(all, maxTokens));
  }

  private static String toolSection(Brief brief) {
    return switch (brief.protocol()) {
      case TAGS -> "\n# Tools\n<tools>\n%s\n</tools>\n".formatted(ToolList.array(brief.tools()));
      case NATIVE ->
          "\nTools at hand: %s.\n"
              .formatted(
                  brief.tools().stream().map(ToolSpec::name).collect(Collectors.joining(", ")));
    };
  }

  private static String callInstruction(Protocol protocol) {
    return switch (protocol) {
      case TAGS ->
          "Exactly one tool call, as a JSON object between <tool_call> and </tool_call>:"
              + " {\"name\": \"the tool's name\", \"arguments\": {\"an argument\": \"its value\"}}";
      case NATIVE -> "Exactly one call of a tool.";
    };
  }
}
