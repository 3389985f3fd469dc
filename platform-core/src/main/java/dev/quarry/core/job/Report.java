package dev.quarry.core.job;

import java.util.List;

/**
 * What a job came to.
 *
 * @param markdown the text with {@code [n]} marks and a list of sources at its end
 * @param citations by number
 */
public record Report(String markdown, List<Citation> citations) {
  public Report {
    citations = List.copyOf(citations);
  }
}
