package dev.quarry.cli.view;

/**
 * Text from models and pages made fit for a terminal: no control characters, which could move the
 * cursor, change the title or write over what stands there.
 */
public final class Printable {
  private Printable() {}

  /** On one line. */
  public static String line(String text) {
    return clean(text, false).strip();
  }

  /** Lines and tabs kept. */
  public static String lines(String text) {
    return clean(text, true);
  }

  private static String clean(String text, boolean keepLines) {
    StringBuilder clean = new StringBuilder(text.length());
    boolean gap = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (keepLines && (c == '\n' || c == '\t')) {
        clean.appendCodePoint(c);
      } else if (!keepLines && Character.isWhitespace(c)) {
        gap = true;
      } else if (!harmful(c)) {
        clean.append(gap ? " " : "").appendCodePoint(c);
        gap = false;
      }
    }
    return clean.toString();
  }

  private static boolean harmful(int c) {
    boolean reordering = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return Character.isISOControl(c) || reordering || Character.getType(c) == Character.SURROGATE;
  }

  /** The beginning that fits into some columns of a terminal, with an ellipsis where it was cut. */
  public static String fit(String text, int columns) {
    int width = 0;
    int kept = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      width += columnsOf(c);
      if (width > columns) {
        return text.substring(0, kept) + "…";
      }
      i += Character.charCount(c);
      if (width < columns) {
        kept = i;
      }
    }
    return text;
  }

  private static int columnsOf(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        (c >= 0x1100 && c <= 0x115F)
            || (c >= 0x2E80 && c <= 0xA4CF)
            || (c >= 0xAC00 && c <= 0xD7A3)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE6F)
            || (c >= 0xFF00 && c <= 0xFF60)
            || (c >= 0x1F300 && c <= 0x1FAFF)
            || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
  }
}
