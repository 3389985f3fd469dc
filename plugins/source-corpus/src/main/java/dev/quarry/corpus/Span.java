package dev.quarry.corpus;

/**
 * A piece of a text.
 *
 * @param start index of its first character
 * @param end index after its last
 */
record Span(int start, int end) {
  int length() {
    return end - start;
  }

  String of(String text) {
    return text.substring(start, end);
  }

  /**
   * @return the same without the white space at its end
   */
  Span strip(String text) {
    int to = end;
    while (to > start && Character.isWhitespace(text.charAt(to - 1))) {
      to--;
    }
    return new Span(start, to);
  }
}
