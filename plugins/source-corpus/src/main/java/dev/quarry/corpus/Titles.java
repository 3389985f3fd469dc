package dev.quarry.corpus;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A title for documents that state none. */
final class Titles {
  private static final int HEAD = 2_000;
  private static final int LONGEST = 200;

  /** Of Markdown, AsciiDoc ({@code =}) and reStructuredText (a line underlined). */
  private static final Pattern HEADING =
      Pattern.compile(
          "(?m)\\A\\s*(?:(?:#|=)[ \\t]+(?<mark>\\S.*?)\\s*$"
              + "|(?<over>[=\\-~^\"*#]{3,})?\\s*(?<line>\\S.*?)[ \\t]*\\R[=\\-~^\"*#]{3,}[ \\t]*$)");

  private Titles() {}

  /**
   * @return the heading that a plain text begins with, else the file's name
   */
  static String of(String text, String fileName) {
    Matcher heading = HEADING.matcher(text.substring(0, Math.min(HEAD, text.length())));
    if (heading.find()) {
      String title = heading.group("mark") != null ? heading.group("mark") : heading.group("line");
      if (title != null && title.length() <= LONGEST) {
        return title;
      }
    }
    return fileName;
  }
}
