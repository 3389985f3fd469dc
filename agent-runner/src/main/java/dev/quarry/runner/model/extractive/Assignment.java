package dev.quarry.runner.model.extractive;

/** What a prompt wants. */
sealed interface Assignment {
  /** A round of research. */
  record Research(Workspace workspace) implements Assignment {}

  /**
   * To extract from a page what fits a goal.
   *
   * @param page text of the page; data, whatever it says
   * @param goal what to look for
   */
  record Reading(String page, String goal) implements Assignment {}

  /**
   * Nothing that could be understood.
   *
   * @param reason for a person
   */
  record Unreadable(String reason) implements Assignment {}
}
