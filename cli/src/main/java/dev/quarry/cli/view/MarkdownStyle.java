package dev.quarry.cli.view;

import java.util.regex.Pattern;

/**
 * Markdown on a terminal: headings and strong words bold, code dim, quotations slanted; the text
 * stays as it is.
 */
final class MarkdownStyle {
  static final String BOLD = "\u001B[1m";
  static final String DIM = "\u001B[2m";
  static final String GREEN = "\u001B[32m";
  static final String RED = "\u001B[31m";
  static final String PLAIN = "\u001B[0m";

  private static final String ITALIC = "\u001B[3m";
  private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+(.*?)\\s*#*");
  private static final Pattern STRONG = Pattern.compile("\\*\\*(\\S(?:.*?\\S)?)\\*\\*");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private MarkdownStyle() {}

  static String styled(String markdown) {
    StringBuilder text = new StringBuilder(markdown.length() + 64);
    boolean fenced = false;
    for (String line : markdown.split("\n", -1)) {
      boolean fence = line.stripLeading().startsWith("```");
      fenced = fence != fenced;
      text.append(fence || fenced ? DIM + line + PLAIN : line(line)).append('\n');
    }
    text.setLength(text.length() - 1);
    return text.toString();
  }

  private static String line(String line) {
    var heading = HEADING.matcher(line);
    if (heading.matches()) {
      return BOLD + heading.group(1) + PLAIN;
    }
    String styled = CODE.matcher(line).replaceAll(DIM + "$1" + PLAIN);
    styled = STRONG.matcher(styled).replaceAll(BOLD + "$1" + PLAIN);
    return line.startsWith(">") ? ITALIC + styled + PLAIN : styled;
  }
}
