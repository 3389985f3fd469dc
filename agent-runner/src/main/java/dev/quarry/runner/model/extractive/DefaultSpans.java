package dev.quarry.runner.model.extractive;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Defaults as manuals word them: "the default is 100", "defaults to X", "5432 by default". */
final class DefaultSpans {
  private static final String HEDGE =
      "(?:(?:typically|normally|usually|generally|currently|always|set to|one of|the|a|an) )*";
  private static final String VALUE =
      "(\\S(?:.{0,60}?\\S)?)(?=\\.(?:\\s|$)|[,;:]\\s|[,;:)]*$|\\s\\(|\\)| (?:which|that|but|and|or|if|when|unless|because|so|for|on|in|as)\\b)";
  private static final Pattern AFTER =
      Pattern.compile(
          "(?i)\\bdefault(?:s|ed)?(?: (?:value|setting))?(?: (?:is|are|to|of|being)|=|:) "
              + HEDGE
              + VALUE);
  private static final Pattern BEFORE = Pattern.compile("(?i)([^\\s(;,]+) by default\\b");
  private static final Pattern IS_DEFAULT =
      Pattern.compile("^(?:The )?(\\p{Lu}\\S*(?: \\p{Lu}\\S*){0,3}) is the default\\b");

  private DefaultSpans() {}

  static Optional<AnswerSpan> find(Passage passage) {
    Optional<String> found =
        first(AFTER, passage.plain())
            .or(() -> first(IS_DEFAULT, passage.plain()))
            .or(() -> first(BEFORE, passage.plain()).filter(DefaultSpans::valueLike));
    return found.map(text -> new AnswerSpan(text, true, 0));
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** "5432 by default" tells a value, "enabled by default" and "so by default" tell none. */
  private static boolean valueLike(String word) {
    return word.chars().anyMatch(Character::isDigit);
  }
}
