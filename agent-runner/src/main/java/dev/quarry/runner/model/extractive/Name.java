package dev.quarry.runner.model.extractive;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A proper name, or a term that serves as one, in a text.
 *
 * @param text as it stands there
 * @param start offset of its first character; -1 when it was made from elsewhere
 * @param end offset after its last character
 * @param first whether it is the first word of its sentence, so that its capital means little
 */
record Name(String text, int start, int end, boolean first) {
  static Name of(String text) {
    return new Name(text, -1, -1, false);
  }

  Set<String> keys() {
    return Words.contentKeys(text);
  }

  /** Keys without the nouns that many names share (Lighthouse, Board), unless nothing is left. */
  Set<String> distinctiveKeys() {
    Set<String> keys = new LinkedHashSet<>();
    for (Word word : Words.of(text)) {
      if (!word.stop() && !Nouns.OF_NAMES.contains(word.lower())) {
        keys.add(word.key());
      }
    }
    return keys.isEmpty() ? keys() : keys;
  }

  /** Looks like first and last name: two to four capitalised words, none of a place or body. */
  boolean personLike() {
    List<Word> words = Words.of(text);
    int capitals = 0;
    for (Word word : words) {
      if (Nouns.OF_NAMES.contains(word.lower()) || word.number()) {
        return false;
      }
      capitals += word.capitalised() ? 1 : 0;
    }
    return capitals >= 2 && words.size() <= 5;
  }

  /** Has a distinctive word in common: another name for, or of something near, the other. */
  boolean shares(Name other) {
    return distinctiveKeys().stream().anyMatch(other.distinctiveKeys()::contains);
  }

  boolean same(Name other) {
    return keys().equals(other.keys());
  }
}
