package dev.quarry.runner.model.extractive;

/**
 * What a prompt asks of the model in a round of research.
 *
 * @param question as the user wrote it
 * @param form how to write the reply
 * @param tools that may be used
 * @param findings what is known so far
 * @param answerNow whether no further call may be made
 */
record Workspace(
    String question, ReplyForm form, Toolbox tools, Findings findings, boolean answerNow) {}
