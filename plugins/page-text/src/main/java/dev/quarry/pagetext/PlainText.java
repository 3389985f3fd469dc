package dev.quarry.pagetext;

import java.util.ArrayList;
import java.util.List;

/** Plain text: hard-wrapped lines are joined into paragraphs, anything that is laid out stays. */
final class PlainText {
  private PlainText() {}

  static ReadableText read(String raw) throws UnreadableException {
    var writer = new BlockWriter();
    List<String> block = new ArrayList<>();
    for (String line : raw.split("\\R", -1)) {
      if (line.isBlank()) {
        flush(block, writer);
      } else {
        block.add(line);
      }
    }
    flush(block, writer);
    String text = writer.text();
    if (text.isBlank()) {
      throw new UnreadableException("the document holds no text");
    }
    return new ReadableText("", text);
  }

  private static void flush(List<String> block, BlockWriter writer) {
    if (block.isEmpty()) {
      return;
    }
    if (isProse(block)) {
      for (String line : block) {
        writer.text(line);
        writer.gap();
      }
      writer.end();
    } else {
      writer.preformatted(String.join("\n", block));
    }
    block.clear();
  }

  /**
   * Lines that were wrapped at a margin: every line but the last is nearly as long as the longest,
   * none is indented after the first, and none holds columns.
   */
  private static boolean isProse(List<String> block) {
    int longest = block.stream().mapToInt(String::length).max().orElse(0);
    if (block.size() > 1 && longest < 40) {
      return false;
    }
    for (int at = 0; at < block.size(); at++) {
      String line = block.get(at);
      boolean wrapped = at == block.size() - 1 || line.length() * 10 >= longest * 7;
      boolean indented = at > 0 && Character.isWhitespace(line.charAt(0));
      boolean columns = line.strip().matches("(?s).*\\S(?: {3,}|\\t)\\S.*|[|+].*");
      if (!wrapped || indented || columns) {
        return false;
      }
    }
    return true;
  }
}
