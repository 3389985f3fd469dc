package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers of a sentence that are names: persons, places, things. */
final class NameSpans {
  private static final Set<String> OF_PLACE =
      Set.of("in", "at", "on", "near", "to", "from", "into", "off");
  private static final Set<String> WIDE =
      Set.of("country", "county", "state", "province", "region", "continent", "nation");
  private static final Set<String> SPECIAL = Set.of("on", "from", "to", "near");
  private static final int MAX_ROW_GAP = 8;

  private final QuestionAnalysis question;
  private final Passage passage;
  private final Focus focus;
  private final List<Name> candidates;

  NameSpans(QuestionAnalysis question, Passage passage, List<Name> links) {
    this.question = question;
    this.passage = passage;
    this.focus = new Focus(question, passage);
    this.candidates = new ArrayList<>();
    for (Name name : passage.names()) {
      if (free(name, links)) {
        candidates.add(name);
      }
    }
  }

  private boolean free(Name name, List<Name> links) {
    Set<String> keys = name.keys();
    boolean asked = question.keys().containsAll(keys);
    boolean link =
        links.stream()
            .anyMatch(l -> l.keys().containsAll(keys) || keys.containsAll(l.distinctiveKeys()));
    return !keys.isEmpty() && !asked && !link;
  }

  Optional<AnswerSpan> person() {
    List<Name> people = candidates.stream().filter(Name::personLike).toList();
    List<Name> chosen = people.isEmpty() ? candidates : people;
    boolean sure = !people.isEmpty() && chosen.size() == 1;
    return nearest(chosen).map(n -> span(n, sure));
  }

  Optional<AnswerSpan> place() {
    List<Name> all = notSubject();
    Optional<Name> kind = ofKind(all);
    if (kind.isPresent()) {
      return kind.map(n -> span(n, true));
    }
    List<Name> after =
        all.stream().filter(n -> n.start() >= focus.position() && placed(n)).toList();
    if (!after.isEmpty()) {
      Name chosen = WIDE.contains(askedNoun()) ? lastOfRow(after) : after.getFirst();
      return Optional.of(span(chosen, asAsked(chosen)));
    }
    return nearest(all.stream().filter(n -> !n.first()).toList()).map(n -> span(n, false));
  }

  /** "On which mountain" wants "on the Matterhorn" rather than "in the Alps". */
  private boolean asAsked(Name name) {
    String preposition = question.preposition();
    boolean special = SPECIAL.contains(preposition);
    return !special || before(name).equals(preposition) || focus.distance(name.start()) == 1;
  }

  Optional<AnswerSpan> thing() {
    List<Name> all = notSubject();
    Optional<Name> kind = ofKind(all);
    if (kind.isPresent()) {
      return kind.map(n -> span(n, true));
    }
    return nearest(all).map(n -> span(n, false));
  }

  /** The name of the page is the subject of its sentences, seldom what is asked about it. */
  private List<Name> notSubject() {
    return candidates.stream().filter(n -> !passage.onPageOf(n)).toList();
  }

  /** A name that says by itself that it is of the asked kind: a canal called so. */
  private Optional<Name> ofKind(List<Name> names) {
    if (askedNoun().isEmpty()) {
      return Optional.empty();
    }
    String kind = Words.key(askedNoun());
    return names.stream().filter(n -> n.keys().size() > 1 && n.keys().contains(kind)).findFirst();
  }

  private String askedNoun() {
    return question.asked().isEmpty() ? "" : QuestionReader.singular(question.asked().getLast());
  }

  /** Stands after a preposition of place, or right after the word that is asked about. */
  private boolean placed(Name name) {
    return OF_PLACE.contains(before(name)) || focus.distance(name.start()) == 1;
  }

  private String before(Name name) {
    String previous = "";
    for (Word word : passage.words()) {
      if (word.start() >= name.start()) {
        break;
      }
      previous = word.lower().equals("the") ? previous : word.lower();
    }
    return previous;
  }

  /** "at Hooton Grange in Cheshire": the wide place comes last. */
  private static Name lastOfRow(List<Name> names) {
    Name last = names.getFirst();
    for (Name name : names) {
      last = name.start() - last.end() <= MAX_ROW_GAP ? name : last;
    }
    return last;
  }

  private Optional<Name> nearest(List<Name> names) {
    return names.stream()
        .min(Comparator.comparingInt(n -> Math.abs(n.start() - Math.max(0, focus.position()))));
  }

  private AnswerSpan span(Name name, boolean sure) {
    return new AnswerSpan(name.text(), sure, focus.distance(name.start()));
  }
}
