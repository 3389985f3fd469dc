package dev.quarry.runner.model.extractive;

import dev.quarry.runner.model.extractive.QuestionAnalysis.Description;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out what a question asks, by the form of its words; English questions best. */
final class QuestionReader {
  private static final Pattern UPLOADED =
      Pattern.compile("^\\(Uploaded \\d+ files?: [^\\n]*\\)\\s*");
  private static final Set<String> ASKING =
      Set.of("who", "whom", "whose", "what", "which", "where", "when", "why", "how");
  private static final Set<String> AUXILIARIES =
      Set.of(
          ("is are was were be do does did has have had can could will would shall should may might must")
              .split(" "));
  private static final Set<String> CONTINUATIONS =
      Set.of(
          "of", "who", "that", "which", "whose", "whom", "for", "on", "in", "at", "behind", "from",
          "to", "used", "usually");
  private static final Set<String> DO = Set.of("do", "does", "did");
  private static final Set<String> RELATIVES = Set.of("who", "that", "whose", "which", "whom");
  private static final Set<String> BEING = Set.of("is", "are", "was", "were");
  private static final Set<String> ARTICLES = Set.of("the", "a", "an", "that", "this");
  private static final Set<String> PARTICIPLES =
      Set.of(
          ("born built made buried known found founded held kept lost won written drawn sunk wrecked killed"
                  + " set laid lit based located situated cut sent taken brought given chosen worn")
              .split(" "));
  private static final Set<String> LEXICAL =
      Set.of(
          "die", "born", "live", "work", "study", "play", "stand", "begin", "end", "open", "close",
          "write", "design", "sign", "win");
  private static final Set<String> MEASURES =
      Set.of(
          "tall", "high", "long", "wide", "deep", "heavy", "old", "far", "fast", "big", "large",
          "much", "often", "thick", "broad", "hot", "cold", "small");
  private static final int MAX_ASKED_WORDS = 8;

  private final String text;
  private final List<Word> words;
  private final List<Name> names;
  private final int asking;
  private final int auxiliary;

  private QuestionReader(String text) {
    this.text = text;
    this.words = Words.of(text);
    this.names = new ArrayList<>();
    this.asking = first(ASKING, 0);
    for (Name name : Names.of(text)) {
      if (name.start() >= 0 && !leading(name)) {
        names.add(name);
      }
    }
    this.auxiliary = asking < 0 ? first(AUXILIARIES, 0) : auxiliaryAfter(asking);
  }

  static QuestionAnalysis read(String question) {
    String flat = Sentences.collapse(UPLOADED.matcher(question.strip()).replaceFirst(""));
    return new QuestionReader(flat).analyse();
  }

  private QuestionAnalysis analyse() {
    List<Word> asked = asked();
    names.removeIf(n -> asked.stream().anyMatch(w -> n.start() <= w.start() && w.end() <= n.end()));
    AnswerType type = type(asked);
    Description description = type == AnswerType.DEFINITION ? null : description(asked);
    List<Term> terms = terms(asked, type, description);
    List<String> askedNouns = asked.stream().map(Word::lower).toList();
    return new QuestionAnalysis(text, type, askedNouns, preposition(), terms, names, description);
  }

  private String preposition() {
    return asking > 0 && words.get(asking - 1).stop() ? words.get(asking - 1).lower() : "";
  }

  /** A capital at the beginning of the question, on a word that is no name. */
  private boolean leading(Name name) {
    return name.start() == 0 && (name.first() || asking == 0);
  }

  private int first(Set<String> set, int from) {
    for (int i = from; i < words.size(); i++) {
      if (set.contains(words.get(i).lower())) {
        return i;
      }
    }
    return -1;
  }

  private int auxiliaryAfter(int from) {
    for (int i = from + 1; i < words.size() && i <= from + MAX_ASKED_WORDS; i++) {
      if (AUXILIARIES.contains(words.get(i).lower())) {
        return i;
      }
    }
    return -1;
  }

  /** The words that say what kind of thing is asked for. */
  private List<Word> asked() {
    if (asking < 0 || asking + 1 >= words.size()) {
      return List.of();
    }
    String how = words.get(asking).lower();
    Word next = words.get(asking + 1);
    if (how.equals("how")) {
      boolean counts = next.lower().equals("many") && asking + 2 < words.size();
      return counts
          ? List.of(words.get(asking + 2))
          : MEASURES.contains(next.lower()) ? List.of(next) : List.of();
    }
    if (!how.equals("what") && !how.equals("which") && !how.equals("whose")) {
      return List.of();
    }
    if (auxiliary == asking + 1) {
      return askedAfterIs();
    }
    int end = auxiliary > 0 ? auxiliary : asking + 2;
    List<Word> asked = new ArrayList<>();
    for (int i = asking + 1; i < end; i++) {
      if (words.get(i).stop() && !asked.isEmpty()) {
        break;
      }
      if (!words.get(i).stop()) {
        asked.add(words.get(i));
      }
    }
    return asked;
  }

  /** What is the <em>height</em> of …: the noun before "of". */
  private List<Word> askedAfterIs() {
    int i = auxiliary + 1;
    if (i >= words.size() || !being(auxiliary) || !ARTICLES.contains(words.get(i).lower())) {
      return List.of();
    }
    List<Word> asked = new ArrayList<>();
    for (i = i + 1; i < words.size() && asked.size() < 4; i++) {
      Word word = words.get(i);
      if (word.lower().equals("of") || word.lower().equals("in") || word.lower().equals("for")) {
        return asked;
      }
      if (word.stop() || word.capitalised()) {
        return List.of();
      }
      asked.add(word);
    }
    return List.of();
  }

  private AnswerType type(List<Word> asked) {
    if (asking < 0) {
      return AnswerType.DESCRIPTION;
    }
    return switch (words.get(asking).lower()) {
      case "who", "whom" -> AnswerType.PERSON;
      case "where" -> AnswerType.PLACE;
      case "when" -> AnswerType.DATE;
      case "how" -> how(asked);
      case "why" -> AnswerType.DESCRIPTION;
      default -> asked.isEmpty() ? bare() : kind(asked);
    };
  }

  private AnswerType how(List<Word> asked) {
    if (asked.isEmpty()) {
      return AnswerType.DESCRIPTION;
    }
    return words.get(asking + 1).lower().equals("many") ? AnswerType.COUNT : AnswerType.QUANTITY;
  }

  private AnswerType bare() {
    if (words.getLast().lower().equals("do") && auxiliary == asking + 1) {
      return AnswerType.DEFINITION; // "What does X do?" asks for what X is, too.
    }
    boolean is = auxiliary == asking + 1 && being(auxiliary);
    boolean shortOne = words.stream().filter(w -> !w.stop()).count() <= 4;
    boolean bound = first(CONTINUATIONS, asking) > 0;
    return is && shortOne && !bound ? AnswerType.DEFINITION : AnswerType.DESCRIPTION;
  }

  private AnswerType kind(List<Word> asked) {
    if (asked.stream().anyMatch(w -> w.lower().equals("default"))) {
      return AnswerType.VALUE;
    }
    String head = singular(asked.getLast().lower());
    if (Nouns.PLACES.contains(head)) {
      return AnswerType.PLACE;
    }
    if (Nouns.DATES.contains(head)) {
      return AnswerType.DATE;
    }
    if (Nouns.QUANTITIES.contains(head)) {
      return head.equals("number") ? AnswerType.COUNT : AnswerType.QUANTITY;
    }
    return Nouns.PEOPLE.contains(head) ? AnswerType.PERSON : AnswerType.THING;
  }

  static String singular(String noun) {
    return noun.endsWith("s") && !noun.endsWith("ss") && noun.length() > 3
        ? noun.endsWith("ies")
            ? noun.substring(0, noun.length() - 3) + "y"
            : noun.substring(0, noun.length() - 1)
        : noun;
  }

  private @Nullable Description description(List<Word> asked) {
    int from = Math.max(auxiliary, asking) + 1;
    if (!asked.isEmpty()) {
      from = Math.max(from, words.indexOf(asked.getLast()) + 1);
    }
    for (int i = from; i + 2 < words.size(); i++) {
      if (ARTICLES.contains(words.get(i).lower())) {
        int continuation = continuation(i);
        if (continuation > 0) {
          return described(i, continuation);
        }
      }
    }
    return null;
  }

  /**
   * Index of the word that goes on after the nouns: "of", "who"; -1 when a name or nothing follows.
   */
  private int continuation(int article) {
    for (int i = article + 1; i < words.size() && i <= article + 6; i++) {
      Word word = words.get(i);
      if (CONTINUATIONS.contains(word.lower()) || participle(word)) {
        boolean named = i == article + 1 || words.get(i - 1).capitalised();
        if (participle(word)
            && i + 1 < words.size()
            && !CONTINUATIONS.contains(words.get(i + 1).lower())) {
          return -1;
        }
        return named ? -1 : i;
      }
      if (word.stop()) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean participle(Word word) {
    return !word.capitalised()
        && (PARTICIPLES.contains(word.lower())
            || (word.lower().endsWith("ed") && word.lower().length() > 4));
  }

  private Description described(int article, int continuation) {
    String head = words.get(continuation - 1).lower();
    if (Nouns.VAGUE.contains(head)
        && words.get(continuation).lower().equals("of")
        && continuation + 1 < words.size()) {
      Word next = words.get(continuation + 1);
      head = next.stop() || next.capitalised() ? head : next.lower();
    }
    int last = lastOfDescription(continuation);
    int start = words.get(article).start();
    int end = words.get(last).end();
    Word next = words.get(continuation);
    String aside = participle(next) && relative(continuation + 1) ? next.surface() : "";
    boolean clause = relative(continuation) || !aside.isEmpty();
    return new Description(text.substring(start, end), head, start, end, aside, clause);
  }

  private int lastOfDescription(int continuation) {
    int end = words.size() - 1;
    if (participle(words.get(continuation))) {
      return end;
    }
    if (relative(continuation) && auxiliary > 0 && being(auxiliary)) {
      // "How tall is the tower that …" is complete: all the rest describes.
      return participle(words.get(end)) ? end - 1 : end;
    }
    for (Name name : names) {
      if (name.start() > words.get(continuation).start()) {
        int last = indexEndingAt(name.end());
        while (last + 1 < end && Nouns.OF_NAMES.contains(words.get(last + 1).lower())) {
          last++;
        }
        return last;
      }
    }
    boolean verb = auxiliary > 0 && DO.contains(words.get(auxiliary).lower());
    boolean closed = verb || participle(words.get(end)) || LEXICAL.contains(words.get(end).lower());
    return closed && auxiliary > 0 ? end - 1 : end;
  }

  private boolean being(int index) {
    return BEING.contains(words.get(index).lower());
  }

  private int indexEndingAt(int offset) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).end() >= offset) {
        return i;
      }
    }
    return words.size() - 1;
  }

  private List<Term> terms(List<Word> asked, AnswerType type, @Nullable Description description) {
    List<Term> terms = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Word word : words) {
      boolean named =
          names.stream().anyMatch(n -> n.start() <= word.start() && word.end() <= n.end());
      if (word.stop()
          && !(named
              && word.surface().length() > 2
              && word.capitalised()
              && !word.lower().equals("the"))) {
        continue;
      }
      if (word.stop() && !named || ASKING.contains(word.lower()) || !seen.add(word.key())) {
        continue;
      }
      terms.add(term(word, named, asked, type, description));
    }
    return terms;
  }

  private Term term(
      Word word, boolean inName, List<Word> asked, AnswerType type, @Nullable Description d) {
    boolean isAsked = asked.contains(word);
    boolean named = inName && !isAsked;
    boolean described =
        d != null && word.start() >= d.start() && word.end() <= d.end() && !outside(word, d);
    boolean relation = isAsked && relation(word, type);
    Term.Role role =
        relation || (!isAsked && !described)
            ? Term.Role.FOCUS
            : isAsked ? Term.Role.ASKED : Term.Role.DESCRIPTION;
    boolean kin = !named && !isAsked && Nouns.KIN.contains(word.lower());
    boolean required = kin || word.identifier() || (word.number() && word.surface().length() >= 2);
    boolean kind = d != null && d.clause() && !named && word.lower().equals(d.head());
    double weight =
        relation ? 1 : kind ? TermWeights.KIND : TermWeights.of(word, named, isAsked, type);
    return new Term(word.key(), word.surface(), weight, role, named, required);
  }

  /** What is the <em>capital</em> of …: the noun itself is what is asked about. */
  private boolean relation(Word asked, AnswerType type) {
    return auxiliary == asking + 1
        && type != AnswerType.QUANTITY
        && type != AnswerType.COUNT
        && !Nouns.SHOWN.contains(singular(asked.lower()));
  }

  /** "the man <em>born</em> who …": the participle is asked about, though it stands inside. */
  private boolean outside(Word word, Description d) {
    if (!participle(word)) {
      return false;
    }
    int index = words.indexOf(word);
    return relative(index + 1) && words.get(index - 1).lower().equals(d.head());
  }

  private boolean relative(int index) {
    return index < words.size() && RELATIVES.contains(words.get(index).lower());
  }
}
