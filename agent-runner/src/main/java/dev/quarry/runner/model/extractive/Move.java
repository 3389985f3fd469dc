package dev.quarry.runner.model.extractive;

import java.util.List;

/** What to do next. */
sealed interface Move {
  /** Why, in a line for a person. */
  String thought();

  record Search(List<String> queries, String thought) implements Move {
    public Search {
      queries = List.copyOf(queries);
    }
  }

  record Visit(List<String> urls, String goal, String thought) implements Move {
    public Visit {
      urls = List.copyOf(urls);
    }
  }

  record Answer(String markdown, String thought) implements Move {}
}
