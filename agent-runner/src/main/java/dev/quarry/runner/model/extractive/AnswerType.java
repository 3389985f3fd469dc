package dev.quarry.runner.model.extractive;

/** The kind of thing that a question asks for. */
enum AnswerType {
  PERSON,
  PLACE,
  DATE,
  /** How many. */
  COUNT,
  /** A measure, an amount of money. */
  QUANTITY,
  /** What something is set to when nobody says otherwise: a number, a word, anything. */
  VALUE,
  /** A thing of a kind that the question names: which canal, what crime. */
  THING,
  DEFINITION,
  /** How, why, and all that is none of the others: answered by passages. */
  DESCRIPTION;

  /** Whether an answer is a short span that can be recognised by its form. */
  boolean hasForm() {
    return switch (this) {
      case PERSON, PLACE, DATE, COUNT, QUANTITY, VALUE -> true;
      case THING, DEFINITION, DESCRIPTION -> false;
    };
  }

  boolean passages() {
    return this == DESCRIPTION || this == DEFINITION;
  }
}
