package dev.quarry.runner.model.extractive;

import java.util.List;

/** A call that was made, as far as it can be understood. */
sealed interface ToolRequest {
  record Search(List<String> queries) implements ToolRequest {
    public Search {
      queries = List.copyOf(queries);
    }
  }

  record Visit(List<String> urls, String goal) implements ToolRequest {
    public Visit {
      urls = List.copyOf(urls);
    }
  }

  record Other(String name) implements ToolRequest {}
}
