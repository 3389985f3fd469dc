package dev.quarry.corpus;

import java.util.List;

/** What looking into a file came to. */
sealed interface Reading {
  /**
   * Text was found.
   *
   * @param hash SHA-256 of the file in hexadecimal
   * @param text the whole readable text, cut to the limit
   * @param cut whether it was cut
   * @param passages pieces of the text, at least one
   */
  record Readable(String hash, String title, String text, boolean cut, List<Span> passages)
      implements Reading {}

  /** The bytes are those of the last time. */
  record Same() implements Reading {}

  /** No text can be had from these bytes, and never will. */
  record Unreadable(String hash, String reason) implements Reading {}

  /** The file could not be opened or read; may be different next time. */
  record Inaccessible(String reason) implements Reading {}
}
