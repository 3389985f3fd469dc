package dev.quarry.corpus;

import java.util.regex.Pattern;

/** Takes out of a query what web search engines understand and a corpus does not. */
final class SearchWords {
  private static final Pattern FILTER =
      Pattern.compile("(?i)(?<!\\S)-?(?:site|filetype|ext|inurl|before|after|lang):\\S+");
  private static final Pattern PREFIX =
      Pattern.compile("(?i)(?<!\\S)-?(?:intitle|intext|allintitle):");
  private static final Pattern EXCLUDED = Pattern.compile("(?<!\\S)-(?:\"[^\"]*\"|\\p{L}\\S*)");
  private static final Pattern OPERATOR = Pattern.compile("(?<!\\S)(?:OR|AND|NOT)(?!\\S)|[\"|]");

  private SearchWords() {}

  /**
   * @return plain words; the query itself where nothing would be left
   */
  static String of(String query, int maxChars) {
    String whole = query.strip();
    if (whole.length() > maxChars) {
      int cut = Character.isLowSurrogate(whole.charAt(maxChars)) ? maxChars - 1 : maxChars;
      whole = whole.substring(0, cut);
    }
    String words = FILTER.matcher(whole).replaceAll(" ");
    words = PREFIX.matcher(words).replaceAll(" ");
    words = EXCLUDED.matcher(words).replaceAll(" ");
    words = OPERATOR.matcher(words).replaceAll(" ").replaceAll("\\s+", " ").strip();
    return words.isEmpty() ? whole : words;
  }
}
