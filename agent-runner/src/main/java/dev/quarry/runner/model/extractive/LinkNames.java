package dev.quarry.runner.model.extractive;

import dev.quarry.runner.model.extractive.QuestionAnalysis.Description;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Names that lead on from a sentence: proper names in it, titles of known pages, kinds of things,
 * and what its own page is about, of which it may speak without naming it.
 */
final class LinkNames {
  private static final int MODIFIERS = 2;
  private static final int MAX_TITLE_WORDS = 6;

  private final QuestionAnalysis question;
  private final List<Name> titles;

  /**
   * @param titles of pages that were found or read
   */
  LinkNames(QuestionAnalysis question, List<Name> titles) {
    this.question = question;
    this.titles = List.copyOf(titles);
  }

  List<Name> of(Passage passage) {
    List<Name> links = new ArrayList<>();
    if (!passage.titleKeys().isEmpty() && passage.titleKeys().size() <= MAX_TITLE_WORDS) {
      add(links, Name.of(passage.evidence().title()));
    }
    for (Name title : titles) {
      boolean told = passage.keys().containsAll(title.keys());
      if (told && title.keys().size() <= MAX_TITLE_WORDS) {
        add(links, title);
      }
    }
    for (Name name : passage.names()) {
      if (!name.first() || passage.words().size() < 3) {
        add(links, name);
      }
    }
    kinds(passage, links);
    return links;
  }

  private void add(List<Name> links, Name name) {
    Set<String> keys = name.keys();
    boolean asked = question.keys().containsAll(keys);
    if (!keys.isEmpty() && !asked && links.stream().noneMatch(l -> l.same(name))) {
      links.add(name);
    }
  }

  /** "a <em>hyperradiant lens</em>" where the question speaks of a type of lens. */
  private void kinds(Passage passage, List<Name> links) {
    Description description = question.description();
    if (description == null || Nouns.PEOPLE.contains(description.head())) {
      return;
    }
    String head = Words.key(description.head());
    List<Word> words = passage.words();
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).key().equals(head)) {
        int from = i;
        while (from > 0 && i - from < MODIFIERS && modifier(words.get(from - 1))) {
          from--;
        }
        if (from < i) {
          String text = passage.plain().substring(words.get(from).start(), words.get(i).end());
          add(links, new Name(text, words.get(from).start(), words.get(i).end(), false));
        }
      }
    }
  }

  private boolean modifier(Word word) {
    return !word.stop() && !word.number() && !question.keys().contains(word.key());
  }
}
