package dev.quarry.runner.model.extractive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.runner.model.Prompt;

/**
 * Reads the single message of an IterResearch round: question, tools, last report, last call, its
 * result. The instructions around them may name the same tags, so each section is told by what is
 * in it: the report by the first line of the notes, a call by being JSON with arguments.
 */
final class IterResearchPrompt {
  private IterResearchPrompt() {}

  static Assignment read(Prompt prompt, String text) {
    String question = Tagged.first(text, "question").orElse("").strip();
    int notesAt = text.indexOf(ReportNotes.FIRST_LINE);
    int afterNotes = notesAt < 0 ? 0 : Math.max(notesAt, text.indexOf("</report>", notesAt));
    Findings findings =
        notesAt < 0 ? new Findings() : ReportNotes.read(text.substring(notesAt, afterNotes));
    int observationAt = exchange(text, afterNotes, findings);
    String around = around(text, notesAt, afterNotes, observationAt);
    boolean beside = !prompt.tools().isEmpty();
    Toolbox tools = beside ? PromptReader.beside(prompt) : PromptReader.inside(around);
    String instructions = Tagged.without(around, "question");
    boolean last = instructions.contains(PromptReader.FINAL);
    UserText user = UserText.of(instructions);
    return new Assignment.Research(
        new Workspace(
            user.clarified(question),
            user.messages(),
            new ReplyForm(true, beside),
            tools,
            findings,
            last));
  }

  /**
   * Adds the last call and its result to the findings.
   *
   * @return where the result starts; -1 when there is none
   */
  private static int exchange(String text, int from, Findings findings) {
    int open = text.indexOf("<tool_call>", from);
    while (open >= 0) {
      int close = text.indexOf("</tool_call>", open);
      if (close < 0) {
        return -1;
      }
      JsonNode call = JsonText.read(text.substring(open + "<tool_call>".length(), close).strip());
      int result = text.indexOf("<tool_response>", close);
      if (call.has("arguments") && result >= 0) {
        String observation = Tagged.widest(text.substring(result), "tool_response").orElse("");
        String name = call.path("name").asText("");
        findings.exchange(PromptReader.request(name, call.path("arguments")), observation);
        return result;
      }
      open = text.indexOf("<tool_call>", close);
    }
    return -1;
  }

  /** What the platform wrote: the message without last report and last result. */
  private static String around(String text, int notesAt, int afterNotes, int observationAt) {
    String head = notesAt < 0 ? text : text.substring(0, notesAt);
    if (observationAt < 0) {
      return notesAt < 0 ? text : head + text.substring(afterNotes);
    }
    String middle =
        notesAt < 0 ? "" : text.substring(afterNotes, Math.max(afterNotes, observationAt));
    if (notesAt < 0) {
      head = text.substring(0, observationAt);
    }
    return head + middle + Tagged.without(text.substring(observationAt), "tool_response");
  }
}
