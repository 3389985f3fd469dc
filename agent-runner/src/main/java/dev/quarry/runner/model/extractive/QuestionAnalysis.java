package dev.quarry.runner.model.extractive;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a question asks, found by the form of its words.
 *
 * @param text the question in one line
 * @param type kind of answer
 * @param asked words of the asked-for kind ("exhibition building"), lower case; may be empty
 * @param preposition before the question word ("on" in "on which island"); empty when there is none
 * @param terms what sources have to have, in the order of the question
 * @param names proper names and quoted terms
 * @param description the words that stand for a thing to be found first; null when there are none
 */
record QuestionAnalysis(
    String text,
    AnswerType type,
    List<String> asked,
    String preposition,
    List<Term> terms,
    List<Name> names,
    @Nullable Description description) {
  QuestionAnalysis {
    asked = List.copyOf(asked);
    terms = List.copyOf(terms);
    names = List.copyOf(names);
  }

  /**
   * A thing that is described, not named: {@code the resident engineer of Bell Rock Lighthouse}.
   *
   * @param text the words
   * @param head lower-case noun that says what kind of thing it is: {@code engineer}
   * @param start offset in the question
   * @param end offset in the question
   * @param aside word inside it that is said of the thing and does not describe it: "the man
   *     <em>born</em> who …"; empty when there is none
   * @param clause whether a clause describes it ("the ship that …"), so that its head only says
   *     what kind of thing it is
   */
  record Description(String text, String head, int start, int end, String aside, boolean clause) {}

  List<Term> of(Term.Role role) {
    return terms.stream().filter(t -> t.role() == role).toList();
  }

  /**
   * @param everywhere keys of words that most pages have: a name among them tells no page from
   *     another, as that of a product in its own manual
   */
  QuestionAnalysis knowing(Set<String> everywhere) {
    List<Term> weighed =
        terms.stream()
            .map(t -> t.name() && everywhere.contains(t.key()) ? t.asCommonWord() : t)
            .toList();
    return new QuestionAnalysis(text, type, asked, preposition, weighed, names, description);
  }

  Set<String> keys() {
    return terms.stream().map(Term::key).collect(Collectors.toSet());
  }

  /** The question with the described thing called by its name. */
  String about(String name) {
    Description d = description;
    if (d == null) {
      return name + ": " + text;
    }
    String before = text.substring(0, d.start());
    String after = text.substring(d.end());
    return Sentences.collapse(before + name + " " + d.aside() + after);
  }
}
