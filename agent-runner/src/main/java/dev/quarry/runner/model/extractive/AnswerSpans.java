package dev.quarry.runner.model.extractive;

import java.util.List;
import java.util.Optional;

/** Finds in a sentence the words that have the form of an answer. */
final class AnswerSpans {
  private final QuestionAnalysis question;

  AnswerSpans(QuestionAnalysis question) {
    this.question = question;
  }

  /**
   * @param links names through which the sentence was found; they are no answers
   * @return the best span; empty when the sentence has none of the asked form
   */
  Optional<AnswerSpan> find(Passage passage, List<Name> links) {
    return switch (question.type()) {
      case PERSON -> new NameSpans(question, passage, links).person();
      case PLACE -> new NameSpans(question, passage, links).place();
      case THING -> new NameSpans(question, passage, links).thing();
      case DATE -> new NumberSpans(question, passage).date();
      case COUNT -> new NumberSpans(question, passage).count();
      case QUANTITY -> new NumberSpans(question, passage).quantity();
      case VALUE -> DefaultSpans.find(passage);
      case DEFINITION, DESCRIPTION -> Optional.empty();
    };
  }
}
