package dev.quarry.runner.model.extractive;

import java.util.Set;

/** How much a word of a question says about the sentence that answers it. */
final class TermWeights {
  private static final double NUMBER = 1.5;
  private static final double NAME = 1.5;
  private static final double IDENTIFIER = 2;
  private static final double NOUN_OF_NAME = 0.4;
  private static final double MEASURE = 1.2;
  private static final double PLAIN = 1;
  private static final double THING = 0.5;
  private static final double SMALL = 0.4;

  /** Says what kind of thing it is that a clause then describes. */
  static final double KIND = 0.4;

  private static final double ASKED_CAPITAL = 0.3;
  private static final double VAGUE = 0.2;

  /** The form of the answer shows that it is a place, a date, a person. */
  private static final double SHOWN = 0.15;

  private static final Set<String> SMALL_WORDS =
      Set.of(
          "use",
          "used",
          "come",
          "came",
          "have",
          "make",
          "made",
          "give",
          "take",
          "become",
          "became",
          "get",
          "got",
          "usually",
          "work",
          "works",
          "lot",
          "many",
          "much",
          "exactly",
          "compare",
          "explain",
          "describe",
          "happen",
          "happened",
          "mean",
          "official",
          "officially");

  private TermWeights() {}

  /**
   * @param named whether the word is a part of a proper name
   * @param asked whether it says what kind of thing is asked for
   */
  static double of(Word word, boolean named, boolean asked, AnswerType type) {
    String lower = word.lower();
    if (word.number()) {
      return NUMBER;
    }
    if (word.identifier()) {
      return IDENTIFIER;
    }
    if (asked) {
      return word.capitalised() ? ASKED_CAPITAL : asked(type);
    }
    if (named) {
      return Nouns.OF_NAMES.contains(lower) ? NOUN_OF_NAME : NAME;
    }
    if (Nouns.VAGUE.contains(lower)) {
      return VAGUE;
    }
    return Nouns.ROLES.contains(lower) || SMALL_WORDS.contains(lower) ? SMALL : PLAIN;
  }

  private static double asked(AnswerType type) {
    return switch (type) {
      case PLACE, DATE, PERSON -> SHOWN;
      case QUANTITY -> MEASURE;
      case VALUE -> PLAIN;
      case COUNT, THING, DEFINITION, DESCRIPTION -> THING;
    };
  }
}
