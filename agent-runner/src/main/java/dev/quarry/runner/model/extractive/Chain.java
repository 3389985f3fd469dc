package dev.quarry.runner.model.extractive;

import java.util.List;
import java.util.Optional;

/**
 * Sentences of which each names what the next one speaks of; the last one gives the answer.
 *
 * @param passages in the order of reasoning
 * @param links the name that leads from each passage to the next; one fewer than passages
 * @param coverage share of what the question says that the sentences have, 0–1
 * @param score for choosing between chains
 * @param span the answer's own words, when they can be told
 */
record Chain(
    List<Passage> passages,
    List<Name> links,
    double coverage,
    double score,
    Optional<AnswerSpan> span) {
  Chain {
    passages = List.copyOf(passages);
    links = List.copyOf(links);
  }

  Passage last() {
    return passages.getLast();
  }
}
