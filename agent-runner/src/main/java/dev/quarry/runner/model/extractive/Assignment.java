package dev.quarry.runner.model.extractive;

import java.util.List;

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
   * To ask the user what a request means, if need be.
   *
   * @param request in the user's words
   */
  record Clarifying(String request) implements Assignment {}

  /**
   * To plan research for the user to approve.
   *
   * @param request in the user's words
   * @param messages what the user said beside
   */
  record Planning(String request, List<String> messages) implements Assignment {
    public Planning {
      messages = List.copyOf(messages);
    }
  }

  /**
   * Nothing that could be understood.
   *
   * @param reason for a person
   */
  record Unreadable(String reason) implements Assignment {}
}
