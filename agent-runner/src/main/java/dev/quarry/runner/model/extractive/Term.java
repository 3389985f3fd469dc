package dev.quarry.runner.model.extractive;

/**
 * A word of the question that a source has to have.
 *
 * @param key in which words are compared
 * @param surface as the question has it
 * @param weight how much it says, 0–2
 * @param role what it does in the question
 * @param name whether it is a part of a proper name
 * @param required whether no answer stands without it: numbers and years
 */
record Term(String key, String surface, double weight, Role role, boolean name, boolean required) {

  private static final double COMMON = 0.3;

  Term asCommonWord() {
    return new Term(key, surface, Math.min(weight, COMMON), role, false, required);
  }

  /** What a word does in a question. */
  enum Role {
    /** Says what kind of thing the answer is: which <em>city</em>. */
    ASKED,
    /** Part of a description that stands for a thing not yet known: the <em>engineer of X</em>. */
    DESCRIPTION,
    /** What is asked about the thing: <em>born</em>. */
    FOCUS
  }
}
