package dev.quarry.runner.model;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;

/**
 * Counts in cl100k_base, whose vocabulary comes inside a library. Safe for any number of threads.
 *
 * <p>Long texts are counted in chunks, so that the time stays linear for any text. A chunk ends
 * before a space that follows a character which is none: the vocabulary's splitting rule always
 * begins a new piece there, so the sum is exact. Only a text without such a space over a whole
 * chunk is cut elsewhere, between characters; the count is then still deterministic and off by a
 * token or two per chunk.
 */
public final class JtokkitTokenCounter implements TokenCounter {
  /** Characters of a chunk at most; about where a megabyte without spaces is quickest. */
  static final int CHUNK = 2_048;

  /** Loaded when first used: it takes a good part of a second. */
  private static final class Vocabulary {
    static final Encoding CL100K =
        Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
  }

  @Override
  public int count(String given) {
    String text = PlainText.of(given);
    int total = 0;
    for (int start = 0; start < text.length(); ) {
      int end = chunkEnd(text, start);
      total += Vocabulary.CL100K.countTokensOrdinary(text.substring(start, end));
      start = end;
    }
    return total;
  }

  @Override
  public String truncate(String given, int maxTokens) {
    if (maxTokens <= 0) {
      return "";
    }
    if (atMost(given) <= maxTokens) {
      return given;
    }
    // Of the same length, so that a place in one is the same place in the other.
    return given.substring(0, fittingLength(PlainText.of(given), maxTokens));
  }

  private int fittingLength(String text, int maxTokens) {
    int left = maxTokens;
    for (int start = 0; start < text.length(); ) {
      int end = chunkEnd(text, start);
      String chunk = text.substring(start, end);
      int tokens = Vocabulary.CL100K.countTokensOrdinary(chunk);
      if (tokens > left) {
        return shrunk(text, start + prefixLength(chunk, left), maxTokens);
      }
      left -= tokens;
      start = end;
    }
    return text.length();
  }

  /** A beginning of a tokenised text may, tokenised again, have a token more: then it shrinks. */
  private int shrunk(String text, int end, int maxTokens) {
    int length = end;
    while (length > 0 && count(text.substring(0, length)) > maxTokens) {
      length = text.offsetByCodePoints(length, -1);
    }
    return length;
  }

  /** UTF-16 length of the longest whole characters within the first tokens of a chunk. */
  private static int prefixLength(String chunk, int tokens) {
    if (tokens == 0) {
      return 0;
    }
    IntArrayList first = Vocabulary.CL100K.encodeOrdinary(chunk, tokens).getTokens();
    int bytes = Vocabulary.CL100K.decodeBytes(first).length;
    int length = 0;
    while (length < chunk.length()) {
      int codePoint = chunk.codePointAt(length);
      bytes -= utf8Length(codePoint);
      if (bytes < 0) {
        break;
      }
      length += Character.charCount(codePoint);
    }
    return length;
  }

  private static int utf8Length(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }

  private static int chunkEnd(String text, int start) {
    int hard = start + CHUNK;
    if (hard >= text.length()) {
      return text.length();
    }
    for (int i = hard; i > start + 1; i--) {
      if (text.charAt(i) == ' ' && !isSpace(text.charAt(i - 1))) {
        return i;
      }
    }
    return Character.isHighSurrogate(text.charAt(hard - 1))
            && Character.isLowSurrogate(text.charAt(hard))
        ? hard - 1
        : hard;
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
