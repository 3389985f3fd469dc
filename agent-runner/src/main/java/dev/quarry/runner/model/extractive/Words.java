package dev.quarry.runner.model.extractive;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tartarus.snowball.ext.EnglishStemmer;

/** Splits a text into words and tells which words mean the same. */
final class Words {
  /** Names of programs: {@code max_connections}, {@code os.path.join}, {@code pg_hba.conf}. */
  static final String IDENTIFIER =
      "(?<![\\p{L}\\p{M}\\d_])(?:[\\p{L}\\d]+(?:_+[\\p{L}\\d]+)+(?:(?:\\.|::)\\p{L}[\\p{L}\\d_]+)*"
          + "|\\p{L}[\\p{L}\\d]+(?:(?:\\.|::)\\p{L}[\\p{L}\\d_]+)+)";

  private static final Pattern WORD =
      Pattern.compile(
          "\\p{IsHan}|" + IDENTIFIER + "|\\d+(?:[.,]\\d+)*(?:st|nd|rd|th)?|[\\p{L}\\p{M}\\d]+");
  private static final Pattern DOTS = Pattern.compile("[.:]+");
  private static final Pattern UNDERSCORES = Pattern.compile("_+");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");
  private static final Map<String, String> KEYS = new ConcurrentHashMap<>();
  private static final int MAX_KEYS = 50_000;
  private static final int MAX_CACHED_LENGTH = 40;
  private static final int MIN_COMMON_PREFIX = 5;
  private static final double MIN_SHARED = 0.7;

  private static final Set<String> STOP =
      Set.of(
          ("a an the this that these those and or but nor if of in on at to from by for with about as into"
                  + " through over under near off out up down is are was were be been being am do does did done"
                  + " has have had having can could will would shall should may might must it its he him his she"
                  + " her hers they them their theirs we us our you your i me my who whom whose which what when"
                  + " where why how there here then than so such not no also only both each any all some more"
                  + " most very s t d ll re ve please tell find give name called known")
              .split(" "));

  private Words() {}

  static List<Word> of(String text) {
    List<Word> words = new ArrayList<>();
    EnglishStemmer stemmer = new EnglishStemmer();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      String surface = matcher.group();
      String plain = plain(surface);
      if (plain.isEmpty()) {
        continue;
      }
      boolean stop = STOP.contains(plain) && !initial(text, matcher, surface);
      String key = Word.identifier(plain) ? plain : key(stemmer, plain);
      words.add(new Word(surface, key, matcher.start(), matcher.end(), stop));
    }
    return words;
  }

  /** A single capital letter with a full stop is an initial, not the article. */
  private static boolean initial(String text, Matcher matcher, String surface) {
    return surface.length() == 1
        && Character.isUpperCase(surface.charAt(0))
        && matcher.end() < text.length()
        && text.charAt(matcher.end()) == '.';
  }

  /** Keys of the words that are no function words, in order. */
  static Set<String> contentKeys(String text) {
    Set<String> keys = new LinkedHashSet<>();
    for (Word word : of(text)) {
      if (!word.stop()) {
        keys.addAll(keys(word));
      }
    }
    return keys;
  }

  /** The key of a word; of an identifier also those of its parts. */
  static List<String> keys(Word word) {
    if (!word.identifier()) {
      return List.of(word.key());
    }
    Set<String> keys = new LinkedHashSet<>();
    keys.add(word.key());
    for (String segment : DOTS.split(word.key())) {
      if (Word.identifier(segment)) {
        keys.add(segment);
      }
      for (String part : UNDERSCORES.split(segment)) {
        if (!part.isEmpty() && !STOP.contains(part)) {
          keys.add(key(part));
        }
      }
    }
    return List.copyOf(keys);
  }

  static String key(String word) {
    return key(new EnglishStemmer(), plain(word));
  }

  private static String key(EnglishStemmer stemmer, String plain) {
    String known = KEYS.get(plain);
    if (known != null) {
      return known;
    }
    String key = WordFamilies.ofStem(stem(stemmer, plain));
    if (KEYS.size() < MAX_KEYS && plain.length() <= MAX_CACHED_LENGTH) {
      KEYS.put(plain, key);
    }
    return key;
  }

  static String stem(EnglishStemmer stemmer, String plain) {
    stemmer.setCurrent(plain);
    stemmer.stem();
    return stemmer.getCurrent();
  }

  static String plain(String word) {
    if (ASCII.matcher(word).matches()) {
      return word.toLowerCase(Locale.ROOT);
    }
    String decomposed = Normalizer.normalize(word, Normalizer.Form.NFD);
    return MARKS.matcher(decomposed).replaceAll("").toLowerCase(Locale.ROOT);
  }

  /**
   * Whether two keys are the same word or near relatives (inventor, invented): equal, or a common
   * beginning of at least {@value #MIN_COMMON_PREFIX} letters that is most of the longer one.
   */
  static boolean related(String a, String b) {
    if (a.equals(b)) {
      return true;
    }
    int longest = Math.max(a.length(), b.length());
    int shortest = Math.min(a.length(), b.length());
    if (shortest < MIN_COMMON_PREFIX
        || Character.isDigit(a.charAt(0))
        || Word.identifier(a)
        || Word.identifier(b)) {
      return false;
    }
    int common = 0;
    while (common < shortest && a.charAt(common) == b.charAt(common)) {
      common++;
    }
    return common >= MIN_COMMON_PREFIX && common >= MIN_SHARED * longest;
  }

  /** Whether a set has that word or a near relative. */
  static boolean in(String key, Set<String> keys) {
    return keys.contains(key) || relatedToAny(key, keys);
  }

  static boolean relatedToAny(String key, Iterable<String> keys) {
    for (String other : keys) {
      if (related(key, other)) {
        return true;
      }
    }
    return false;
  }
}
