package dev.quarry.corpus;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The tokenizer of uncased BERT models: basic tokenization (lower case, no accents, punctuation and
 * CJK characters apart), then greedy longest-match-first word pieces. Devlin et al., "BERT",
 * section 3.2 and the model's published tokenizer configuration. Safe for many threads.
 */
final class WordPiece {
  private static final int LONGEST_WORD = 100;
  private static final String UNKNOWN = "[UNK]";

  private final Map<String, Integer> vocabulary;
  private final int unknown;
  private final int first;
  private final int last;

  /**
   * @param vocabulary one piece a line in UTF-8, its line number from 0 being its id
   */
  WordPiece(InputStream vocabulary) throws IOException {
    var pieces = new HashMap<String, Integer>();
    var lines =
        new BufferedReader(new InputStreamReader(vocabulary, StandardCharsets.UTF_8)).lines();
    lines.forEach(piece -> pieces.putIfAbsent(piece, pieces.size()));
    this.vocabulary = Map.copyOf(pieces);
    this.unknown = id(UNKNOWN);
    this.first = id("[CLS]");
    this.last = id("[SEP]");
  }

  private int id(String special) throws IOException {
    Integer id = vocabulary.get(special);
    if (id == null) {
      throw new IOException("the vocabulary lacks " + special);
    }
    return id;
  }

  /**
   * @param maxTokens at least 3, the two marks around the text included
   * @return ids, beginning and ending with the model's marks; what does not fit is left out
   */
  long[] encode(String text, int maxTokens) {
    List<Integer> ids = new ArrayList<>();
    ids.add(first);
    for (String word : words(text)) {
      if (ids.size() >= maxTokens - 1) {
        break;
      }
      addPieces(word, ids);
    }
    int kept = Math.min(ids.size(), maxTokens - 1);
    long[] tokens = new long[kept + 1];
    for (int i = 0; i < kept; i++) {
      tokens[i] = ids.get(i);
    }
    tokens[kept] = last;
    return tokens;
  }

  private void addPieces(String word, List<Integer> ids) {
    if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
      ids.add(unknown);
      return;
    }
    int before = ids.size();
    int start = 0;
    while (start < word.length()) {
      int end = word.length();
      Integer id = null;
      while (end > start && id == null) {
        String piece = word.substring(start, end);
        id = vocabulary.get(start == 0 ? piece : "##" + piece);
        end -= id == null ? 1 : 0;
      }
      if (id == null) {
        ids.subList(before, ids.size()).clear();
        ids.add(unknown);
        return;
      }
      ids.add(id);
      start = end;
    }
  }

  private static List<String> words(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFD).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    var word = new StringBuilder();
    plain
        .codePoints()
        .forEach(
            c -> {
              if (isSpace(c)) {
                flush(word, words);
              } else if (stands(c)) {
                flush(word, words);
                words.add(Character.toString(c));
              } else if (!isDropped(c)) {
                word.appendCodePoint(c);
              }
            });
    flush(word, words);
    return words;
  }

  private static void flush(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private static boolean isSpace(int c) {
    return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
  }

  private static boolean isDropped(int c) {
    return c == 0
        || c == 0xFFFD
        || switch (Character.getType(c)) {
          case Character.NON_SPACING_MARK,
              Character.CONTROL,
              Character.FORMAT,
              Character.PRIVATE_USE,
              Character.SURROGATE,
              Character.UNASSIGNED ->
              true;
          default -> false;
        };
  }

  /** Whether a character is a word of its own: punctuation and ideographs. */
  private static boolean stands(int c) {
    boolean asciiSign =
        c > 32 && c < 127 && !Character.isLetterOrDigit(c); // BERT counts $, +, ^, ` among them
    return asciiSign
        || Character.isIdeographic(c)
        || switch (Character.getType(c)) {
          case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              true;
          default -> false;
        };
  }
}
