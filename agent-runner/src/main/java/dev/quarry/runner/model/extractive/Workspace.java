package dev.quarry.runner.model.extractive;

import java.util.List;

/**
 * What a prompt asks of the model in a round of research.
 *
 * @param question as the user wrote it, with what was settled about its meaning
 * @param messages what the user said beside
 * @param form how to write the reply
 * @param tools that may be used
 * @param findings what is known so far
 * @param answerNow whether no further call may be made
 */
record Workspace(
    String question,
    List<String> messages,
    ReplyForm form,
    Toolbox tools,
    Findings findings,
    boolean answerNow) {
  Workspace {
    messages = List.copyOf(messages);
  }
}
