package dev.quarry.pagetext;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From the lines of a PDF to paragraphs: drops running heads and page numbers, undoes hyphenation
 * at line ends, joins the lines of a paragraph and paragraphs that go on over a page break.
 */
final class PdfLines {
  /** Stands before each paragraph, as the extraction sees it. */
  static final String PARAGRAPH_MARK = "\u001e";

  /** Stands after each page. */
  static final String PAGE_MARK = "\f";

  /** A first or last line that comes back on this share of the pages is a running head. */
  private static final double RUNNING_HEAD = 0.4;

  private static final int MIN_REPEATS = 3;

  /** A line this long, measured against the usual length on its page, was broken by the margin. */
  private static final double FULL_LINE = 0.6;

  private static final Pattern PAGE_NUMBER =
      Pattern.compile(
          "(?i)[-–—\\s]*(?:page\\s+)?(?:\\d{1,4}|[ivxlc]{1,7})(?:\\s*(?:of|/)\\s*\\d{1,4})?[-–—\\s]*");

  private static final Pattern LIGATURE = Pattern.compile("[\\uFB00-\\uFB06]");
  private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}-]*");
  private static final Pattern BROKEN_WORD = Pattern.compile(".*?(\\p{L}+)[-\\u00AD\\u2010]");
  private static final Pattern SENTENCE_END = Pattern.compile("(?s).*[.!?:;。！？][)\\]\"'”’»]*");

  private final Set<String> words = new HashSet<>();

  private PdfLines() {}

  static String text(String raw) {
    String plain =
        LIGATURE
            .matcher(raw)
            .replaceAll(m -> Normalizer.normalize(m.group(), Normalizer.Form.NFKC));
    List<List<String>> pages = new ArrayList<>();
    for (String page : plain.split(PAGE_MARK)) {
      pages.add(new ArrayList<>(page.lines().filter(PdfLines::hasWords).toList()));
    }
    // Twice: a running head above a page number, a footer of two lines.
    dropEdges(pages);
    dropEdges(pages);
    var lines = new PdfLines();
    Matcher word = WORD.matcher(plain);
    while (word.find()) {
      lines.words.add(word(word.group()));
    }
    return lines.paragraphs(pages);
  }

  /** In small letters, without a hyphen at its end. */
  private static String word(String written) {
    int end = written.length();
    while (end > 0 && written.charAt(end - 1) == '-') {
      end--;
    }
    return written.substring(0, end).toLowerCase(Locale.ROOT);
  }

  private static boolean hasWords(String line) {
    return !line.replace(PARAGRAPH_MARK, "").isBlank();
  }

  private static String clean(String line) {
    return line.replace(PARAGRAPH_MARK, "").strip();
  }

  private static void dropEdges(List<List<String>> pages) {
    Map<String, Integer> seen = new HashMap<>();
    for (List<String> page : pages) {
      if (page.size() > 1) {
        seen.merge("first " + shape(page.getFirst()), 1, Integer::sum);
        seen.merge("last " + shape(page.getLast()), 1, Integer::sum);
      }
    }
    int needed = Math.max(MIN_REPEATS, (int) Math.ceil(RUNNING_HEAD * pages.size()));
    for (List<String> page : pages) {
      if (page.size() > 1 && isEdge("last ", page.getLast(), seen, needed, pages.size())) {
        page.removeLast();
      }
      // On the first page a line that comes back is more often the title than its repetition.
      boolean title = page == pages.getFirst() && !isPageNumber(page.getFirst());
      if (page.size() > 1
          && !title
          && isEdge("first ", page.getFirst(), seen, needed, pages.size())) {
        page.removeFirst();
      }
    }
  }

  private static boolean isPageNumber(String line) {
    return PAGE_NUMBER.matcher(clean(line)).matches();
  }

  private static boolean isEdge(
      String place, String line, Map<String, Integer> seen, int needed, int pages) {
    return seen.getOrDefault(place + shape(line), 0) >= needed || pages > 1 && isPageNumber(line);
  }

  private static String shape(String line) {
    return clean(line).replaceAll("\\d+", "0");
  }

  private String paragraphs(List<List<String>> pages) {
    var out = new BlockWriter();
    var paragraph = new StringBuilder();
    for (List<String> page : pages) {
      int usual = usualLength(page);
      for (int at = 0; at < page.size(); at++) {
        boolean starts = page.get(at).startsWith(PARAGRAPH_MARK) || at == 0;
        String line = clean(page.get(at));
        if (starts && !(at == 0 && goesOn(paragraph, line))) {
          write(paragraph, out);
          paragraph.append(line);
        } else {
          boolean full = at == 0 || clean(page.get(at - 1)).length() >= FULL_LINE * usual;
          join(paragraph, line, full);
        }
      }
    }
    write(paragraph, out);
    return out.text();
  }

  private static void write(StringBuilder paragraph, BlockWriter out) {
    for (String line : paragraph.toString().split("\n")) {
      out.breakLine();
      out.text(line);
    }
    out.end();
    paragraph.setLength(0);
  }

  /**
   * A paragraph that a page break cut in two: no end of a sentence, and a small letter after it.
   */
  private static boolean goesOn(StringBuilder paragraph, String line) {
    return !paragraph.isEmpty()
        && Character.isLowerCase(line.codePointAt(0))
        && !SENTENCE_END.matcher(paragraph).matches();
  }

  private static int usualLength(List<String> page) {
    int[] lengths = page.stream().mapToInt(l -> clean(l).length()).sorted().toArray();
    return lengths.length == 0 ? 0 : lengths[lengths.length * 4 / 5];
  }

  private void join(StringBuilder paragraph, String line, boolean full) {
    if (paragraph.isEmpty()) {
      paragraph.append(line);
      return;
    }
    boolean small = Character.isLowerCase(line.codePointAt(0));
    String end = paragraph.substring(Math.max(0, paragraph.length() - 60));
    Matcher broken = BROKEN_WORD.matcher(end);
    if (small && broken.matches()) {
      Matcher rest = WORD.matcher(line);
      String after = rest.lookingAt() ? rest.group() : "";
      String before = broken.group(1);
      String hyphenated = word(before + "-" + after);
      String joined = word(before + after);
      boolean keepsHyphen = words.contains(hyphenated) && !words.contains(joined);
      if (!keepsHyphen) {
        paragraph.setLength(paragraph.length() - 1);
      }
      paragraph.append(line);
    } else {
      paragraph.append(full || small ? ' ' : '\n').append(line);
    }
  }
}
