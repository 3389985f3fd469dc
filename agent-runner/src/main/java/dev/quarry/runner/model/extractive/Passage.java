package dev.quarry.runner.model.extractive;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A sentence of evidence with what is needed to compare it. */
final class Passage {
  private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\([^)\\s]+\\)");

  private static final Pattern ENDED = Pattern.compile("[.!?:;…][\"'”’)\\]]*$");
  private static final int FULL_SENTENCE = 10;
  private static final String CODE = "=(){}[]<>;|\\_*/$#";
  private static final double MAX_CODE = 0.08;

  private final Evidence evidence;
  private final String plain;
  private final List<Word> words;
  private final Set<String> keys;
  private final Set<String> titleKeys;
  private final Set<String> sectionKeys;
  private final List<Name> names;

  Passage(Evidence evidence) {
    this.evidence = evidence;
    this.plain = unlinked(evidence.sentence());
    this.words = Words.of(plain);
    this.keys = new LinkedHashSet<>();
    words.stream().filter(w -> !w.stop()).forEach(w -> keys.addAll(Words.keys(w)));
    this.titleKeys = Words.contentKeys(evidence.title());
    this.sectionKeys = Words.contentKeys(evidence.section());
    this.names = Names.of(plain);
  }

  /** Markdown links replaced by their words. */
  static String unlinked(String text) {
    return LINK.matcher(text).replaceAll("$1");
  }

  Evidence evidence() {
    return evidence;
  }

  /** The sentence as a person reads it. */
  String plain() {
    return plain;
  }

  List<Word> words() {
    return words;
  }

  Set<String> keys() {
    return keys;
  }

  Set<String> titleKeys() {
    return titleKeys;
  }

  Set<String> sectionKeys() {
    return sectionKeys;
  }

  List<Name> names() {
    return names;
  }

  boolean has(String key) {
    return Words.in(key, keys);
  }

  /** A bare list item rather than a sentence; "NAME — what it does" says as much as one. */
  boolean fragment() {
    return words.size() < FULL_SENTENCE && !ENDED.matcher(plain).find() && !Outline.defines(plain);
  }

  /**
   * Speaks of that name: has all its words, or the last name of a person and no other first name.
   */
  boolean mentions(Name name) {
    Set<String> wanted = name.keys();
    if (wanted.isEmpty()) {
      return false;
    }
    if (keys.containsAll(wanted)) {
      return true;
    }
    if (!name.personLike()) {
      return keys.containsAll(name.distinctiveKeys());
    }
    String last = wanted.stream().skip(wanted.size() - 1L).findFirst().orElse("");
    return keys.contains(last)
        && names.stream().map(Name::keys).noneMatch(k -> k.size() > 1 && k.contains(last));
  }

  /** Has that very form of a word. */
  boolean says(String surface) {
    return words.stream().anyMatch(w -> w.surface().equalsIgnoreCase(surface));
  }

  /** Stands on the page about that name. */
  boolean onPageOf(Name name) {
    return titled(titleKeys, name);
  }

  /** Punctuation of a program rather than of a sentence. */
  boolean code() {
    long signs = plain.chars().filter(c -> CODE.indexOf(c) >= 0).count();
    return signs > MAX_CODE * plain.length() || plain.startsWith(">>>");
  }

  /** Stands under a heading about that name. */
  boolean underHeadingOf(Name name) {
    return titled(sectionKeys, name);
  }

  static boolean titled(Set<String> titleKeys, Name name) {
    Set<String> wanted = name.keys();
    if (wanted.isEmpty() || titleKeys.isEmpty()) {
      return false;
    }
    return titleKeys.equals(wanted)
        || (titleKeys.containsAll(wanted) && wanted.size() * 2 >= titleKeys.size())
        || (wanted.containsAll(titleKeys) && titleKeys.size() * 3 >= wanted.size() * 2);
  }
}
