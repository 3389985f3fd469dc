package dev.quarry.runner.model.extractive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.core.trajectory.NativeCall;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes a move in the protocol and mode that the prompt uses. */
final class ReplyWriter {
  private static final int KEPT = 40;

  /** Text and calls of a reply. */
  record Written(String content, List<NativeCall> calls) {
    Written {
      calls = List.copyOf(calls);
    }
  }

  private final ReportNotes notes;

  ReplyWriter(ReportNotes notes) {
    this.notes = notes;
  }

  Written write(Workspace workspace, Knowledge knowledge, Move move) {
    String lead = workspace.form().report() ? report(knowledge, move) : lead(workspace, move);
    return switch (move) {
      case Move.Answer a ->
          new Written(lead + "<answer>\n" + a.markdown() + "\n</answer>", List.of());
      case Move.Search s ->
          call(workspace, lead, workspace.tools().search().orElseThrow(), s.queries(), "");
      case Move.Visit v ->
          call(workspace, lead, workspace.tools().visit().orElseThrow(), v.urls(), v.goal());
    };
  }

  private static String lead(Workspace workspace, Move move) {
    return workspace.form().nativeCalls()
        ? move instanceof Move.Answer ? "" : safe(move.thought())
        : "<think>\n" + safe(move.thought()) + "\n</think>\n";
  }

  static String safe(String text) {
    return text.replace('<', '‹').replace('>', '›');
  }

  private String report(Knowledge knowledge, Move move) {
    Findings findings = knowledge.findings();
    Set<Evidence> kept = new LinkedHashSet<>();
    knowledge.answers().stream()
        .limit(3)
        .flatMap(c -> c.passages().stream())
        .forEach(p -> kept.add(p.evidence()));
    knowledge.bridges().stream().limit(3).forEach(b -> kept.add(b.from().evidence()));
    knowledge.closest().forEach(p -> kept.add(p.evidence()));
    List<Evidence> most = kept.stream().limit(KEPT).toList();
    List<Hit> open =
        new PagePicker(knowledge.question(), findings)
            .forQuestion().stream().map(PagePicker.Pick::hit).toList();
    String next =
        move instanceof Move.Answer
            ? move.thought()
            : "Still missing: " + knowledge.question().text() + " " + move.thought();
    return "<report>\n" + notes.write(findings, most, open, next) + "\n</report>\n";
  }

  private static Written call(
      Workspace workspace, String lead, ToolOffer tool, List<String> values, String goal) {
    ObjectNode arguments = JsonText.object();
    JsonText.put(arguments, tool.parameter(), values, tool.list());
    String goalParameter = tool.goal();
    if (goalParameter != null && !goal.isEmpty()) {
      arguments.put(goalParameter, goal);
    }
    if (workspace.form().nativeCalls()) {
      String id = "call_" + (workspace.findings().toolCalls() + 1);
      return new Written(
          lead.strip(), List.of(new NativeCall(id, tool.name(), JsonText.write(arguments))));
    }
    ObjectNode call = JsonText.object();
    call.put("name", tool.name());
    call.set("arguments", arguments);
    return new Written(lead + "<tool_call>\n" + JsonText.write(call) + "\n</tool_call>", List.of());
  }
}
