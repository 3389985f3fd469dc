package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A text as sentences under their headings. What is said of a thing often names it in the heading
 * only: "max_connections (integer)", and below it "The default is typically 100".
 */
final class Outline {
  private static final int MAX_HEADING_WORDS = 12;
  private static final int MAX_HEADING_LENGTH = 120;
  private static final int MIN_DEFINITION_WORDS = 4;
  private static final Pattern MARKED = Pattern.compile("^#{1,6}\\s+(.*?)\\s*#*$");
  private static final Pattern MARKED_LINE = Pattern.compile("(?m)^(\\s*#{1,6}\\s[^\\n]*)$");
  private static final Pattern OF_A_LIST =
      Pattern.compile("^(?:[-*+•>|]|\\d{1,3}[.)]\\s).*", Pattern.DOTALL);
  private static final Pattern SENTENCE_END = Pattern.compile("[.!?:;,…][\"'”’)\\]]*$");
  private static final Pattern DEFINITION = Pattern.compile("^\\S.{0,60}? [—–] \\S");
  private static final Pattern NUMBERING =
      Pattern.compile("^(?:(?:\\p{Lu}\\.)?\\d+(?:\\.\\d+)*\\.?|[@$])\\s*");
  private static final Pattern EXPLAINED = Pattern.compile("\\s*\\(| [—–:] |:$|¶$");
  private static final Pattern BLANK = Pattern.compile("\\n\\s*\\n");
  private static final Pattern LETTER = Pattern.compile("\\p{L}");

  /**
   * A sentence in its place.
   *
   * @param section the heading above it; empty when there is none but the title of the page
   */
  record Line(String section, String sentence) {}

  private Outline() {}

  /**
   * @param page readable text: a short line of its own without an end mark is a heading, the first
   *     one is the title
   */
  static List<Line> ofPage(String page) {
    return lines(page, true);
  }

  /**
   * @param evidence in which headings are marked with {@code #}
   */
  static List<Line> ofEvidence(String evidence) {
    return lines(evidence, false);
  }

  private static List<Line> lines(String text, boolean unmarked) {
    List<Line> lines = new ArrayList<>();
    String section = "";
    boolean first = unmarked;
    for (String block : BLANK.split(MARKED_LINE.matcher(text).replaceAll("\n\n$1\n\n"))) {
      String flat = block.strip();
      if (flat.isEmpty()) {
        continue;
      }
      var marked = MARKED.matcher(flat);
      boolean heading = marked.matches() || (unmarked && heading(flat));
      if (heading && !first) {
        section = marked.matches() ? marked.group(1) : flat;
      } else if (!heading) {
        String above = section;
        Sentences.of(block).forEach(s -> lines.add(new Line(above, s)));
      }
      first = false;
    }
    return lines;
  }

  private static boolean heading(String block) {
    return block.length() <= MAX_HEADING_LENGTH
        && block.indexOf('\n') < 0
        && !OF_A_LIST.matcher(block).matches()
        && !SENTENCE_END.matcher(block).find()
        && LETTER.matcher(block).find()
        && !defines(block)
        && block.split("\\s+").length <= MAX_HEADING_WORDS;
  }

  /**
   * What a heading names: without a number before it and without what explains it.
   *
   * @return {@code max_connections} of {@code max_connections (integer)}
   */
  static String head(String section) {
    String plain = NUMBERING.matcher(section).replaceFirst("");
    var explained = EXPLAINED.matcher(plain);
    return explained.find() ? plain.substring(0, explained.start()).strip() : plain.strip();
  }

  /**
   * @return whether a heading begins an entry of a list of names: an option, a function
   */
  static boolean entry(String section) {
    String head = head(section);
    return head.indexOf(' ') < 0
        && (Word.identifier(head) || section.contains(head + "(") || section.contains(head + " ("));
  }

  /** "DROP TABLE — remove a table". */
  static boolean defines(String line) {
    return DEFINITION.matcher(line).find() && line.split("\\s+").length >= MIN_DEFINITION_WORDS;
  }

  /**
   * @return a heading as it stands in evidence
   */
  static String marked(String section) {
    return "## " + section;
  }
}
