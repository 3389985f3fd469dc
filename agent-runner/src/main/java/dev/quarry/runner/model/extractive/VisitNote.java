package dev.quarry.runner.model.extractive;

/**
 * A page that was asked for.
 *
 * @param sentences kept of it; -1 when it could not be read
 * @param goal for which it was read, in one line, cut to a length that notes can keep
 */
record VisitNote(String url, int sentences, String goal) {
  private static final int MAX_GOAL = 240;

  VisitNote {
    String flat = Sentences.collapse(goal);
    goal = flat.length() <= MAX_GOAL ? flat : flat.substring(0, MAX_GOAL).strip();
  }
}
