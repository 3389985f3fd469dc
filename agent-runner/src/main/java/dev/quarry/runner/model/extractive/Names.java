package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds proper names by their capitals, names of programs' parts, and quoted terms. */
final class Names {
  private static final Set<String> CONNECTORS =
      Set.of(
          "of", "de", "du", "des", "la", "le", "van", "von", "der", "den", "et", "del", "di", "da",
          "y", "el", "al", "the");
  private static final Pattern QUOTED =
      Pattern.compile("[\"“«]([^\"”»]{2,80})[\"”»]|`([^`]{2,80})`");
  private static final Pattern TIGHT = Pattern.compile("[ \\u00a0]|['’.]|[-–/]|\\. |\\.-|'s |’s ");
  private static final Set<String> NOT_NAMES =
      Set.of(
          ("january february march april may june july august september october november december monday"
                  + " tuesday wednesday thursday friday saturday sunday")
              .split(" "));

  private Names() {}

  static List<Name> of(String text) {
    List<Word> words = Words.of(text);
    List<Name> names = new ArrayList<>();
    int i = 0;
    while (i < words.size()) {
      Word word = words.get(i);
      if (word.identifier()) {
        names.add(new Name(word.surface(), word.start(), word.end(), false));
        i++;
        continue;
      }
      if (!starts(word, i)) {
        i++;
        continue;
      }
      int last = extend(text, words, i);
      names.add(name(text, words, i, last));
      i = last + 1;
    }
    quoted(text, names);
    return names;
  }

  private static boolean starts(Word word, int index) {
    if (!word.capitalised() || NOT_NAMES.contains(word.lower())) {
      return false;
    }
    return !word.stop()
        || (index > 0 && word.surface().length() > 1 && allCapitals(word.surface()));
  }

  private static boolean allCapitals(String surface) {
    return surface.chars().allMatch(Character::isUpperCase);
  }

  private static Name name(String text, List<Word> words, int from, int last) {
    int start = words.get(from).start();
    int end = words.get(last).end();
    String surface = text.substring(start, end);
    if (surface.endsWith("'s") || surface.endsWith("’s")) {
      surface = surface.substring(0, surface.length() - 2);
      end -= 2;
    }
    return new Name(surface, start, end, from == 0 && last == 0);
  }

  /** The index of the last word of the name that starts at {@code from}. */
  private static int extend(String text, List<Word> words, int from) {
    int last = from;
    int i = from + 1;
    while (i < words.size()) {
      Word next = words.get(i);
      boolean near = near(text, words.get(i - 1), next);
      if (!near) {
        break;
      }
      if (part(text, words.get(i - 1), next)) {
        last = i;
        i++;
      } else if (CONNECTORS.contains(next.surface()) && joins(text, words, from, i)) {
        i++;
      } else if (next.surface().equals("and") && joinsByAnd(words, from, i)) {
        i++;
      } else {
        break;
      }
    }
    return last;
  }

  private static boolean near(String text, Word before, Word next) {
    String gap = text.substring(before.end(), next.start());
    if (gap.equals(". ")) {
      return before.surface().length() <= 2 && before.capitalised();
    }
    return gap.equals(" & ") || TIGHT.matcher(gap).matches();
  }

  private static boolean part(String text, Word before, Word next) {
    if (next.capitalised() && !NOT_NAMES.contains(next.lower())) {
      return true;
    }
    String gap = text.substring(before.end(), next.start());
    boolean glued = gap.length() == 1 && "'’-–".contains(gap);
    return glued
        || (next.number()
            && before.capitalised()
            && gap.equals(" ")
            && next.surface().length() <= 3);
  }

  private static boolean joins(String text, List<Word> words, int from, int at) {
    int next = at + 1;
    while (next < words.size() && CONNECTORS.contains(words.get(next).surface())) {
      next++;
    }
    if (next >= words.size()
        || !words.get(next).capitalised()
        || !text.substring(words.get(next - 1).end(), words.get(next).start()).isBlank()) {
      return false;
    }
    if (!words.get(at).surface().equals("of")) {
      return !words.get(at).surface().equals("the") || words.get(at - 1).surface().equals("of");
    }
    // "Isle of Wight" is one name, "Robert Stevenson of Edinburgh" is two.
    return at - from == 1 || Nouns.OF_NAMES.contains(words.get(at - 1).lower());
  }

  /** "Forth and Clyde Canal" is one name, "Ann and Mary Smith" is two. */
  private static boolean joinsByAnd(List<Word> words, int from, int at) {
    return at - from == 1
        && at + 2 < words.size()
        && words.get(at + 1).capitalised()
        && words.get(at + 2).capitalised()
        && Nouns.OF_NAMES.contains(words.get(at + 2).lower());
  }

  private static void quoted(String text, List<Name> names) {
    Matcher matcher = QUOTED.matcher(text);
    while (matcher.find()) {
      int group = matcher.group(1) != null ? 1 : 2;
      int start = matcher.start(group);
      int end = matcher.end(group);
      names.removeIf(n -> n.start() >= start && n.end() <= end);
      names.add(new Name(matcher.group(group), start, end, false));
    }
  }
}
