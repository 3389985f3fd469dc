package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text of the tool {@code search}: blocks of numbered items {@code 1. [Title](url)}, each
 * with optional date and source lines and a snippet. A text that is cut off gives what it has.
 */
final class SearchText {
  private static final Pattern ITEM =
      Pattern.compile("(?m)^\\s*\\d{1,3}\\. \\[(.*)\\]\\((?:pdfUrl: )?(\\S+?)\\)[ \\t]*$");
  private static final Pattern BLOCK_END =
      Pattern.compile("(?m)^=======$|^A Google (?:search|scholar) for ");
  private static final Pattern EXTRA_LINE =
      Pattern.compile("^(?:Date published|Source|publicationInfo|citedBy): .*");

  private SearchText() {}

  static List<Hit> hits(String text) {
    List<Hit> hits = new ArrayList<>();
    Matcher item = ITEM.matcher(text);
    String title = "";
    String url = "";
    int from = -1;
    while (item.find()) {
      if (from >= 0) {
        hits.add(hit(title, url, text.substring(from, item.start())));
      }
      title = item.group(1);
      url = item.group(2);
      from = item.end();
    }
    if (from >= 0) {
      hits.add(hit(title, url, text.substring(from)));
    }
    return hits;
  }

  private static Hit hit(String title, String url, String rest) {
    Matcher end = BLOCK_END.matcher(rest);
    String own = end.find() ? rest.substring(0, end.start()) : rest;
    StringBuilder snippet = new StringBuilder();
    for (String line : own.split("\\R")) {
      if (!EXTRA_LINE.matcher(line).matches()) {
        snippet.append(line).append('\n');
      }
    }
    return new Hit(url, Sentences.collapse(title), Sentences.collapse(snippet.toString()));
  }
}
