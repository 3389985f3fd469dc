package dev.quarry.pagetext;

import java.util.List;

/**
 * Collects a document block by block: folds white space, drops what is not for reading, sets blank
 * lines between blocks and single line feeds between list items and table rows.
 */
final class BlockWriter {
  private enum Kind {
    PARAGRAPH,
    ITEM,
    ROW,
    PREFORMATTED
  }

  private static final String TAB = "    ";

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder run = new StringBuilder();
  private boolean space;
  private Kind kind = Kind.PARAGRAPH;
  private Kind last = Kind.PARAGRAPH;
  private String marker = "";

  /** Adds running text; any white space in it counts as one space. */
  void text(CharSequence text) {
    for (int at = 0; at < text.length(); ) {
      int point = Character.codePointAt(text, at);
      at += Character.charCount(point);
      if (isSpace(point)) {
        space = true;
      } else if (isReadable(point)) {
        if (space && !run.isEmpty() && run.charAt(run.length() - 1) != '\n') {
          run.append(' ');
        }
        space = false;
        run.appendCodePoint(point);
      }
    }
  }

  /** The next word stands apart from the last. */
  void gap() {
    space = true;
  }

  /** A line break inside a block; the second in a row ends the block. */
  void breakLine() {
    if (run.isEmpty()) {
      return;
    }
    if (run.charAt(run.length() - 1) == '\n') {
      end();
    } else {
      run.append('\n');
      space = false;
    }
  }

  /** Ends the block in hand; what follows is a paragraph unless said otherwise. */
  void end() {
    while (!run.isEmpty() && run.charAt(run.length() - 1) == '\n') {
      run.setLength(run.length() - 1);
    }
    if (!run.isEmpty()) {
      emit(run);
      run.setLength(0);
    }
    space = false;
  }

  /**
   * The next block is a list item.
   *
   * @param itemMarker set before its first word
   */
  void item(String itemMarker) {
    end();
    kind = Kind.ITEM;
    marker = itemMarker;
  }

  /** A list is over: an item that stayed empty leaves nothing behind. */
  void endItem() {
    end();
    kind = Kind.PARAGRAPH;
    marker = "";
  }

  /** Takes the running text away instead of ending a block with it: a table cell. */
  String take() {
    String taken = run.toString().replace('\n', ' ').strip();
    run.setLength(0);
    space = false;
    return taken;
  }

  /** A table row; rows in which every cell is blank are left out. */
  void row(List<String> cells) {
    end();
    if (cells.stream().allMatch(String::isBlank)) {
      return;
    }
    kind = Kind.ROW;
    emit("| " + String.join(" | ", cells) + " |");
  }

  /** A table is over: the next one is set apart. */
  void endTable() {
    end();
    last = Kind.PARAGRAPH;
  }

  /** A block whose lines and indentation mean something. */
  void preformatted(String text) {
    end();
    var block = new StringBuilder(text.length());
    text.lines().map(BlockWriter::preformattedLine).forEach(l -> block.append(l).append('\n'));
    String lines = withoutBlankStart(block.toString().stripTrailing());
    if (!lines.isBlank()) {
      kind = kind == Kind.ITEM ? Kind.ITEM : Kind.PREFORMATTED;
      emit(lines);
    }
  }

  /**
   * @return everything so far
   */
  String text() {
    end();
    return out.toString();
  }

  private void emit(CharSequence block) {
    if (!out.isEmpty()) {
      boolean tight = last == kind && (kind == Kind.ITEM || kind == Kind.ROW);
      out.append(tight ? "\n" : "\n\n");
    }
    out.append(marker).append(block);
    last = kind;
    kind = Kind.PARAGRAPH;
    marker = "";
  }

  /** The first line with words in it keeps its indentation. */
  private static String withoutBlankStart(String lines) {
    int word = 0;
    while (word < lines.length() && Character.isWhitespace(lines.charAt(word))) {
      word++;
    }
    return lines.substring(lines.lastIndexOf('\n', word) + 1);
  }

  private static String preformattedLine(String line) {
    var kept = new StringBuilder(line.length());
    line.codePoints()
        .forEach(
            point -> {
              if (point == '\t') {
                kept.append(TAB);
              } else if (isSpace(point)) {
                kept.append(' ');
              } else if (isReadable(point)) {
                kept.appendCodePoint(point);
              }
            });
    return kept.toString().stripTrailing();
  }

  private static boolean isSpace(int point) {
    return Character.isWhitespace(point) || Character.isSpaceChar(point) || point == 0x85;
  }

  /**
   * Not controls, not halves of surrogate pairs, not what is invisible inside a word: soft hyphen,
   * zero-width space, word joiner, byte order mark, directional marks. The joiners U+200C and
   * U+200D stay: scripts and emoji need them.
   */
  private static boolean isReadable(int point) {
    int type = Character.getType(point);
    return type != Character.CONTROL
        && type != Character.SURROGATE
        && (type != Character.FORMAT || point == 0x200c || point == 0x200d)
        && point != 0xfffe
        && point != 0xffff;
  }
}
