package dev.quarry.runner.model.extractive;

/**
 * A word of a text.
 *
 * @param surface as it stands there
 * @param key in which words are compared: without accents, lower case, stemmed, one key for a word
 *     family
 * @param start offset of its first character
 * @param end offset after its last character
 * @param stop whether it is a function word, which says nothing about a subject
 */
record Word(String surface, String key, int start, int end, boolean stop) {
  boolean capitalised() {
    return Character.isUpperCase(surface.codePointAt(0))
        || Character.isTitleCase(surface.codePointAt(0));
  }

  /** Whether it is the name of a part of a program rather than a word of a language. */
  boolean identifier() {
    return identifier(surface);
  }

  static boolean identifier(String text) {
    return (text.indexOf('_') >= 0 || text.indexOf('.') >= 0 || text.indexOf(':') >= 0)
        && !Character.isDigit(text.codePointAt(0));
  }

  boolean number() {
    return Character.isDigit(surface.codePointAt(0));
  }

  String lower() {
    return surface.toLowerCase(java.util.Locale.ROOT);
  }
}
