package dev.quarry.toolset.web;

import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.ToolException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the model reads after a search. The shape is the one that models were trained on (§2.1 of
 * the facts sheet) and stays the same whatever source was asked.
 */
final class SearchText {
  private SearchText() {}

  static String found(String query, List<SearchHit> hits) {
    if (hits.isEmpty()) {
      return "No results found for '%s'. Try with a more general query.".formatted(query);
    }
    List<String> items = new ArrayList<>();
    for (SearchHit hit : hits) {
      items.add(item(items.size() + 1, hit));
    }
    return "A Google search for '%s' found %d results:\n\n## Web Results\n%s"
        .formatted(query, hits.size(), String.join("\n\n", items));
  }

  private static String item(int number, SearchHit hit) {
    var item = new StringBuilder();
    item.append(number).append(". [").append(line(hit.title()));
    item.append("](").append(hit.url().strip()).append(')');
    hit.date().ifPresent(date -> item.append("\nDate published: ").append(line(date)));
    hit.publisher().ifPresent(publisher -> item.append("\nSource: ").append(line(publisher)));
    item.append('\n');
    if (!hit.snippet().isBlank()) {
      item.append('\n').append(hit.snippet().strip());
    }
    return item.toString();
  }

  /** The first words are the trained ones where waiting helps; the cause follows in any case. */
  static String failed(String query, ToolException cause) {
    String message = "The search for '%s' failed: %s".formatted(query, cause.getMessage());
    return cause.code().retryable()
        ? "Google search Timeout, return None, Please try again later. " + message
        : "[Search] " + message;
  }

  private static String line(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
