package dev.quarry.runner.model.extractive;

import dev.quarry.runner.model.extractive.QuestionAnalysis.Description;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Makes search queries from a question. */
final class QueryPlanner {
  private static final int MAX_LENGTH = 300;

  private final QuestionAnalysis question;
  private final int limit;

  QueryPlanner(QuestionAnalysis question, int limit) {
    this.question = question;
    this.limit = limit;
  }

  /** The described thing first, then the whole question, then the names alone. */
  List<String> first() {
    Description description = question.description();
    List<String> queries = new ArrayList<>();
    if (description != null) {
      queries.add(words(t -> t.role() == Term.Role.DESCRIPTION));
    }
    queries.add(words(t -> true));
    if (!question.names().isEmpty()) {
      queries.add(question.names().getFirst().text());
    }
    queries.add(question.text());
    return distinct(queries);
  }

  /** All that it names, at once. */
  List<String> whole() {
    return distinct(List.of(words(t -> true)));
  }

  /** What is asked about a thing whose name is now known. */
  List<String> about(Name name) {
    String focus = words(t -> t.role() != Term.Role.DESCRIPTION && !name.keys().contains(t.key()));
    return distinct(List.of(name.text() + " " + focus, name.text()));
  }

  /** Other words for a search that found nothing of use. */
  List<String> again() {
    List<String> queries = new ArrayList<>();
    queries.add(words(t -> t.name() || t.required()));
    queries.add(words(t -> !t.name()));
    queries.add(question.text());
    return distinct(queries);
  }

  private String words(Predicate<Term> which) {
    return question.terms().stream()
        .filter(which)
        .map(Term::surface)
        .collect(Collectors.joining(" "));
  }

  private List<String> distinct(List<String> queries) {
    Set<String> kept = new LinkedHashSet<>();
    for (String query : queries) {
      String flat = Sentences.collapse(query);
      if (!flat.isEmpty()) {
        kept.add(flat.length() <= MAX_LENGTH ? flat : flat.substring(0, MAX_LENGTH));
      }
    }
    return kept.stream().limit(limit).toList();
  }
}
