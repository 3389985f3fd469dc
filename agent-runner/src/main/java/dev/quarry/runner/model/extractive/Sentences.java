package dev.quarry.runner.model.extractive;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Splits a text into sentences: the JDK's rules, mended at abbreviations and initials. */
final class Sentences {
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern PARAGRAPH = Pattern.compile("\\n\\s*\\n");
  private static final Pattern LINE_START =
      Pattern.compile("\\n(?=\\s*(?:[-*+•]\\s|\\d{1,3}[.)]\\s|#{1,6}\\s|\\||>))");
  private static final Pattern HEADING_END = Pattern.compile("(?m)^(\\s*#{1,6}\\s[^\\n]*)\\n");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} ");
  private static final Pattern LIST_MARK = Pattern.compile("^(?:[-*+•>]\\s+|#{1,6}\\s+)+");
  private static final Pattern ROW = Pattern.compile("^\\|\\s*(.*?)[\\s|]*\\|$");
  private static final Set<String> ABBREVIATIONS =
      Set.of(
          ("mr mrs ms dr prof st mt sr jr rev hon capt col gen lt sgt gov sen rep no nos vol fig figs eq"
                  + " ed eds pp p ch sec approx ca c cf al etc vs e.g i.e eg ie inc ltd co corp jan feb mar apr"
                  + " jun jul aug sep sept oct nov dec u.s u.k ft in cm mm km kg")
              .split(" "));
  private static final Set<String> ENDING_TOO =
      Set.of(
          "in", "no", "etc", "co", "inc", "ltd", "corp", "jr", "sr", "al", "c", "p", "ch", "mar");

  private Sentences() {}

  /**
   * @param text with paragraphs or list items on lines of their own, or in one line
   * @return sentences in order, white space collapsed, never empty; no Markdown headings
   */
  static List<String> of(String text) {
    List<String> sentences = new ArrayList<>();
    for (String paragraph : paragraphs(text)) {
      if (!HEADING.matcher(paragraph).find()) {
        split(paragraph, sentences);
      }
    }
    return sentences;
  }

  static List<String> paragraphs(String text) {
    List<String> paragraphs = new ArrayList<>();
    String marked = HEADING_END.matcher(text).replaceAll("$1\n\n");
    for (String block : PARAGRAPH.split(marked)) {
      for (String line : LINE_START.split(block)) {
        String flat = collapse(line);
        if (!flat.isEmpty()) {
          paragraphs.add(flat);
        }
      }
    }
    return paragraphs;
  }

  static String collapse(String text) {
    return SPACE.matcher(text).replaceAll(" ").strip();
  }

  private static void split(String paragraph, List<String> out) {
    String flat = ROW.matcher(LIST_MARK.matcher(paragraph).replaceFirst("")).replaceFirst("$1");
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
    breaks.setText(flat);
    StringBuilder open = new StringBuilder();
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
      open.append(flat, start, end);
      String next = flat.substring(end);
      if (!endsOpen(open.toString().strip(), next)) {
        add(open, out);
      }
    }
    add(open, out);
  }

  private static void add(StringBuilder open, List<String> out) {
    String sentence = open.toString().strip();
    open.setLength(0);
    if (!sentence.isEmpty()) {
      out.add(sentence);
    }
  }

  private static boolean endsOpen(String sentence, String next) {
    if (!sentence.endsWith(".") || next.isEmpty()) {
      return false;
    }
    int space = sentence.lastIndexOf(' ');
    String last = sentence.substring(space + 1, sentence.length() - 1);
    String bare = last.replaceFirst("^[(\\[\"'“‘]+", "");
    if (bare.length() == 1 && Character.isUpperCase(bare.charAt(0))) {
      return true;
    }
    String lower = bare.toLowerCase(Locale.ROOT);
    if (!ABBREVIATIONS.contains(lower)) {
      return false;
    }
    return !ENDING_TOO.contains(lower) || !Character.isUpperCase(next.codePointAt(0));
  }
}
