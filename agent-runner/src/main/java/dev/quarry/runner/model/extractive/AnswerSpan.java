package dev.quarry.runner.model.extractive;

/**
 * Words of a sentence that answer the question by themselves.
 *
 * @param text as it stands in the sentence
 * @param sure whether form and place leave little doubt
 * @param distance words between it and what is asked about, at most {@link Focus#FAR}
 */
record AnswerSpan(String text, boolean sure, int distance) {}
