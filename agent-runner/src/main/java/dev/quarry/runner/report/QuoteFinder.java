package dev.quarry.runner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks a quote up in a stored page. Exact but for what copying changes without changing the words:
 * white space, typographic quotation marks and dashes, soft hyphens; an ellipsis inside the quote
 * stands for words left out, whose rest must follow in order and near.
 */
public final class QuoteFinder {
  /** Shorter quotes prove nothing. */
  static final int MIN_CHARACTERS = 8;

  /** How much text an ellipsis may stand for. */
  static final int MAX_ELLIPSIS = 1_000;

  private final String folded;
  private final int[] offsets;

  /** Where a quote stands: character offsets in the stored text, end exclusive. */
  public record Place(int start, int end) {}

  /**
   * @param text of the stored page
   */
  public QuoteFinder(String text) {
    var kept = new StringBuilder(text.length());
    var places = new int[text.length() + 1];
    boolean space = true;
    for (int i = 0; i < text.length(); i++) {
      char c = folded(text.charAt(i));
      if (c == 0 || (c == ' ' && space)) {
        continue;
      }
      space = c == ' ';
      places[kept.length()] = i;
      kept.append(c);
    }
    places[kept.length()] = text.length();
    this.folded = kept.toString();
    this.offsets = places;
  }

  /**
   * @return where the quote stands first, if it does
   */
  public Optional<Place> find(String quote) {
    List<String> parts = parts(quote);
    if (tooShort(parts)) {
      return Optional.empty();
    }
    int from = 0;
    while (true) {
      int start = folded.indexOf(parts.getFirst(), from);
      if (start < 0) {
        return Optional.empty();
      }
      int end = follow(parts, start);
      if (end > 0) {
        return Optional.of(new Place(offsets[start], offsets[end - 1] + 1));
      }
      from = start + 1;
    }
  }

  static boolean tooShort(String quote) {
    return tooShort(parts(quote));
  }

  private static boolean tooShort(List<String> parts) {
    return parts.stream().mapToInt(String::length).sum() < MIN_CHARACTERS;
  }

  /** Where the last part ends when all follow the first one, or -1. */
  private int follow(List<String> parts, int start) {
    int end = start + parts.getFirst().length();
    for (String part : parts.subList(1, parts.size())) {
      int next = folded.indexOf(part, end);
      if (next < 0 || next - end > MAX_ELLIPSIS) {
        return -1;
      }
      end = next + part.length();
    }
    return end;
  }

  private static List<String> parts(String quote) {
    var parts = new ArrayList<String>();
    for (String part :
        quote.replace("[...]", "…").replace("[…]", "…").replace("...", "…").split("…")) {
      String folded = new QuoteFinder(part).folded.strip();
      if (!folded.isEmpty()) {
        parts.add(folded);
      }
    }
    return parts.isEmpty() ? List.of("") : parts;
  }

  /** A character as it is compared; 0 for one that is not. */
  private static char folded(char c) {
    return switch (c) {
      case '\u00ad', '\u200b', '\u200c', '\u200d', '\ufeff' -> 0;
      case '\u2018', '\u2019', '\u201a', '\u2032' -> '\'';
      case '\u201c', '\u201d', '\u201e', '\u00ab', '\u00bb', '\u2033' -> '"';
      case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212' -> '-';
      default -> Character.isWhitespace(c) || Character.isSpaceChar(c) ? ' ' : c;
    };
  }
}
