package dev.quarry.runner.model.extractive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.Sampling;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.ToolDefinition;
import java.util.ArrayList;
import java.util.List;

/** Plays whole rollouts: writes prompts as the modes do, and calls the tools of a library. */
final class Play {
  static final String SEARCH =
      "{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"minItems\":1}},\"required\":[\"query\"]}";
  static final String VISIT =
      "{\"type\":\"object\",\"properties\":{\"url\":{\"type\":[\"string\",\"array\"],\"items\":{\"type\":\"string\"}},\"goal\":{\"type\":\"string\"}},\"required\":[\"url\",\"goal\"]}";
  static final List<ToolDefinition> TOOLS =
      List.of(
          new ToolDefinition("search", "Searches.", SEARCH),
          new ToolDefinition("visit", "Reads pages.", VISIT));
  static final String FORCED = "Do not call any more tools. Answer now from what you have.";
  private static final int ROUNDS = 12;

  /** How a rollout is played. */
  record Style(boolean iterative, boolean nativeCalls) {
    @Override
    public String toString() {
      return (iterative ? "iter-research" : "react") + "/" + (nativeCalls ? "native" : "tags");
    }
  }

  static final List<Style> STYLES =
      List.of(
          new Style(false, false),
          new Style(false, true),
          new Style(true, false),
          new Style(true, true));

  /** What came of a rollout. */
  record Outcome(
      String answer, int rounds, List<String> replies, List<Long> millis, List<String> visited) {}

  private final ChatModel model;
  private final Library library;
  private final Style style;
  private final List<String> replies = new ArrayList<>();
  private final List<Long> millis = new ArrayList<>();
  private final List<String> visited = new ArrayList<>();

  Play(ChatModel model, Library library, Style style) {
    this.model = model;
    this.library = library;
    this.style = style;
  }

  Outcome run(String question) throws InterruptedException {
    return run(question, ROUNDS);
  }

  Outcome run(String question, int rounds) throws InterruptedException {
    return style.iterative() ? iterResearch(question, rounds) : react(question, rounds);
  }

  private Outcome react(String question, int rounds) throws InterruptedException {
    List<Message> messages = new ArrayList<>();
    messages.add(new Message.System(system(style.nativeCalls())));
    messages.add(new Message.User(question));
    for (int round = 1; round <= rounds; round++) {
      if (round == rounds) {
        messages.add(new Message.User(FORCED));
      }
      ModelReply reply = ask(messages);
      messages.add(new Message.Assistant(reply.content(), reply.calls()));
      if (style.nativeCalls() && !reply.calls().isEmpty()) {
        for (NativeCall call : reply.calls()) {
          messages.add(
              new Message.ToolOutput(
                  call.id(), result(call.name(), JsonText.read(call.arguments()))));
        }
        continue;
      }
      var tagged = Tagged.first(reply.content(), "tool_call");
      if (tagged.isEmpty()) {
        return outcome(reply, round);
      }
      JsonNode call = JsonText.read(tagged.get());
      messages.add(
          new Message.User(
              "<tool_response>\n"
                  + result(call.path("name").asText(), call.path("arguments"))
                  + "\n</tool_response>"));
    }
    return new Outcome("", rounds, replies, millis, visited);
  }

  private Outcome iterResearch(String question, int rounds) throws InterruptedException {
    String last = "";
    for (int round = 1; round <= rounds; round++) {
      ModelReply reply =
          ask(List.of(new Message.User(iterPrompt(question, last, round == rounds))));
      String report = Tagged.first(reply.content(), "report").orElse("");
      var tagged = Tagged.first(Tagged.without(reply.content(), "report"), "tool_call");
      if (reply.calls().isEmpty() && tagged.isEmpty()) {
        return outcome(reply, round);
      }
      JsonNode call = JsonText.object().put("name", "").set("arguments", JsonText.object());
      if (style.nativeCalls()) {
        NativeCall first = reply.calls().getFirst();
        call =
            JsonText.object()
                .put("name", first.name())
                .set("arguments", JsonText.read(first.arguments()));
      } else {
        call = JsonText.read(tagged.orElseThrow());
      }
      last =
          "## Last report\n<report>"
              + report
              + "</report>\n## Last call\n<tool_call>"
              + call
              + "</tool_call>\n## Result\n<tool_response>\n**Tool results**\n"
              + result(call.path("name").asText(), call.path("arguments"))
              + "\n</tool_response>\n";
    }
    return new Outcome("", rounds, replies, millis, visited);
  }

  String iterPrompt(String question, String last, boolean forced) {
    String tools =
        forced || style.nativeCalls()
            ? ""
            : "<tools>\n["
                + definition(TOOLS.get(0))
                + ","
                + definition(TOOLS.get(1))
                + "]\n</tools>\n";
    String how =
        forced
            ? FORCED + " Write <report>…</report> and <answer>…</answer>."
            : "Write your report in <report>…</report>, then one <tool_call>{\"name\": …, \"arguments\": {…}}</tool_call> or an <answer>…</answer>.";
    return "You research in rounds. "
        + how
        + "\n\n<question>\n"
        + question
        + "\n</question>\nCurrent date: 2026-01-01\n"
        + tools
        + last;
  }

  static String system(boolean nativeCalls) {
    String tools =
        nativeCalls
            ? ""
            : "# Tools\n<tools>\n"
                + wrapped(TOOLS.get(0))
                + "\n"
                + wrapped(TOOLS.get(1))
                + "\n</tools>\nCall between <tool_call> and </tool_call>.\n";
    return "You are a research assistant; put the final answer in <answer></answer>.\n"
        + tools
        + "Current date: 2026-01-01";
  }

  private static String wrapped(ToolDefinition tool) {
    return "{\"type\":\"function\",\"function\":" + definition(tool) + "}";
  }

  private static String definition(ToolDefinition tool) {
    return "{\"name\":\""
        + tool.name()
        + "\",\"description\":\""
        + tool.description()
        + "\",\"parameters\":"
        + tool.schemaJson()
        + "}";
  }

  private ModelReply ask(List<Message> messages) throws InterruptedException {
    Sampling sampling = new Sampling(null, null, null, null, List.of(), false);
    long start = System.nanoTime();
    var outcome =
        model.ask(new Prompt(messages, style.nativeCalls() ? TOOLS : List.of(), sampling), "test");
    millis.add((System.nanoTime() - start) / 1_000_000);
    ModelReply reply = ((ModelOutcome.Reply) outcome).reply();
    replies.add(reply.content() + reply.calls());
    return reply;
  }

  private Outcome outcome(ModelReply reply, int round) {
    return new Outcome(
        Tagged.widest(reply.content(), "answer").orElse(reply.content()).strip(),
        round,
        replies,
        millis,
        visited);
  }

  private String result(String name, JsonNode arguments) throws InterruptedException {
    if (name.equals("search")) {
      return library.search(JsonText.strings(arguments.path("query")));
    }
    List<String> urls = JsonText.strings(arguments.path("url"));
    visited.addAll(urls);
    return library.visit(model, urls, arguments.path("goal").asText());
  }
}
