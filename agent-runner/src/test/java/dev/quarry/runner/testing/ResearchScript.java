package dev.quarry.runner.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.runner.testing.ScriptedReply.Call;
import dev.quarry.runner.testing.ScriptedReply.Completion;

/** Replies of a researching model, in the tags of either mode and as native calls. */
public final class ResearchScript {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ResearchScript() {}

  /** ReAct: a search. */
  public static Completion search(String... queries) {
    return ScriptedReply.text(think("I look for it.") + tag("tool_call", searchCall(queries)));
  }

  /** ReAct: a visit of pages. */
  public static Completion visit(String goal, String... urls) {
    return ScriptedReply.text(think("I read it.") + tag("tool_call", visitCall(goal, urls)));
  }

  /** ReAct: the answer. */
  public static Completion answer(String text) {
    return ScriptedReply.text(think("That is enough.") + tag("answer", text));
  }

  /** IterResearch: a report and a search. */
  public static Completion reportAndSearch(String report, String... queries) {
    return ScriptedReply.text(tag("report", report) + "\n" + tag("tool_call", searchCall(queries)));
  }

  /** IterResearch: a report and a visit. */
  public static Completion reportAndVisit(String report, String goal, String... urls) {
    return ScriptedReply.text(
        tag("report", report) + "\n" + tag("tool_call", visitCall(goal, urls)));
  }

  /** IterResearch: a report and the answer. */
  public static Completion reportAndAnswer(String report, String text) {
    return ScriptedReply.text(tag("report", report) + "\n" + tag("answer", text));
  }

  /** Native protocol: a search. */
  public static Completion nativeSearch(String id, String... queries) {
    return ScriptedReply.calls(new Call(id, "search", searchArguments(queries).toString()));
  }

  private static String searchCall(String... queries) {
    ObjectNode call = JSON.createObjectNode().put("name", "search");
    call.set("arguments", searchArguments(queries));
    return call.toString();
  }

  private static ObjectNode searchArguments(String... queries) {
    ObjectNode arguments = JSON.createObjectNode();
    var array = arguments.putArray("query");
    for (String query : queries) {
      array.add(query);
    }
    return arguments;
  }

  private static String visitCall(String goal, String... urls) {
    ObjectNode call = JSON.createObjectNode().put("name", "visit");
    ObjectNode arguments = call.putObject("arguments");
    var array = arguments.putArray("url");
    for (String url : urls) {
      array.add(url);
    }
    arguments.put("goal", goal);
    return call.toString();
  }

  private static String think(String text) {
    return tag("think", text) + "\n";
  }

  private static String tag(String name, String text) {
    return "<" + name + ">\n" + text + "\n</" + name + ">";
  }
}
