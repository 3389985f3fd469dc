package dev.quarry.runner.protocol;

import java.util.List;
import java.util.Optional;

/**
 * What a reply says.
 *
 * @param calls in order, possibly none
 * @param answer inside the answer tags, trimmed, not empty
 * @param report inside the report tags, trimmed, not empty
 * @param text the reply without thinking, trimmed
 */
public record ParsedReply(
    List<ParsedCall> calls, Optional<String> answer, Optional<String> report, String text) {
  public ParsedReply {
    calls = List.copyOf(calls);
  }
}
