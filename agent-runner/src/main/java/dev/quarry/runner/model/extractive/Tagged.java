package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the text between two tags of a prompt. */
final class Tagged {
  private static final Pattern PROTOCOL =
      Pattern.compile(
          "(?i)</?\\s*(?:answer|report|tool_call|tool_response|think|question|tools|webpage_content|user_goal)\\s*/?>");

  private Tagged() {}

  /**
   * From the first opening tag to the first closing one after it; to the end when it is not closed.
   */
  static Optional<String> first(String text, String tag) {
    return between(text, tag, false);
  }

  /** Every block of that tag, in order. */
  static List<String> all(String text, String tag) {
    List<String> blocks = new ArrayList<>();
    String open = "<" + tag + ">";
    String close = "</" + tag + ">";
    int start = text.indexOf(open);
    while (start >= 0) {
      int end = text.indexOf(close, start + open.length());
      if (end < 0) {
        break;
      }
      blocks.add(text.substring(start + open.length(), end));
      start = text.indexOf(open, start + open.length());
    }
    return blocks;
  }

  /** From the first opening tag to the last closing one: for content that may itself have tags. */
  static Optional<String> widest(String text, String tag) {
    return between(text, tag, true);
  }

  private static Optional<String> between(String text, String tag, boolean widest) {
    String open = "<" + tag + ">";
    String close = "</" + tag + ">";
    int start = text.indexOf(open);
    if (start < 0) {
      return Optional.empty();
    }
    int from = start + open.length();
    int end = widest ? text.lastIndexOf(close) : text.indexOf(close, from);
    return Optional.of(end < from ? text.substring(from) : text.substring(from, end));
  }

  /** The text without that block, from first opening to last closing tag. */
  static String without(String text, String tag) {
    int start = text.indexOf("<" + tag + ">");
    String close = "</" + tag + ">";
    int end = text.lastIndexOf(close);
    if (start < 0) {
      return text;
    }
    return text.substring(0, start) + (end < start ? "" : text.substring(end + close.length()));
  }

  /** Whether a text has a tag that would be taken for one of the protocol. */
  static boolean hasProtocolTag(String text) {
    return PROTOCOL.matcher(text).find();
  }
}
