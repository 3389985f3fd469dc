package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes the answer: quoted sentences with {@code [n]} marks, and a section {@code ## Sources} with
 * address and quote of each. Nothing is said that no quote says.
 */
final class AnswerWriter {
  static final String NOT_FOUND = "Not found in the sources.";

  private static final String SIGNED =
      "*Written by the built-in extractive model: it selects and quotes sentences of the sources and writes none of its own.*";
  private static final double MIN_ANSWER = 0.7;
  private static final double MIN_PASSAGES = 0.6;
  private static final double NEAR_BEST = 0.15;
  private static final int COMPARED = 12;
  private static final double MEANING = 0.15;
  private static final double MEANING_OF_PASSAGES = 0.5;
  private static final int MAX_PASSAGES = 4;
  private static final int MAX_CLOSEST = 3;
  private static final int MAX_SEARCHES = 6;
  private static final int SHORTEST_QUOTE = 20;

  private final SentenceVectors vectors;

  AnswerWriter(SentenceVectors vectors) {
    this.vectors = vectors;
  }

  String write(Knowledge knowledge) throws InterruptedException {
    List<Rated> rated = rated(knowledge, knowledge.answers());
    if (rated.isEmpty()) {
      rated = rated(knowledge, knowledge.answersTakenForGranted());
    }
    if (rated.isEmpty()) {
      return notFound(knowledge);
    }
    Chain best = rated.getFirst().chain();
    boolean single = best.passages().size() == 1;
    QuestionAnalysis question = knowledge.question();
    return question.type().passages() && single ? passages(rated, question) : chain(best, question);
  }

  private record Rated(Chain chain, double score) {}

  /**
   * Chains that say about the same are told apart by how near their last sentence is in meaning.
   */
  private List<Rated> rated(Knowledge knowledge, List<Chain> answers) throws InterruptedException {
    QuestionAnalysis question = knowledge.question();
    boolean passages = question.type().passages();
    double least = passages ? MIN_PASSAGES : MIN_ANSWER;
    List<Rated> rated = new ArrayList<>();
    for (Chain chain : answers) {
      if (chain.coverage() >= least && rated.size() < COMPARED) {
        String asked =
            chain.links().isEmpty()
                ? question.text()
                : question.about(chain.links().getLast().text());
        double meaning = vectors.similarity(asked, chain.last().plain());
        rated.add(new Rated(chain, chain.score() + weight(question.type()) * meaning));
      }
    }
    rated.sort(Comparator.comparingDouble(Rated::score).reversed());
    return rated;
  }

  /** How much nearness in meaning tells: the less, the more the form of the words does. */
  private static double weight(AnswerType type) {
    return type == AnswerType.DESCRIPTION ? MEANING_OF_PASSAGES : MEANING;
  }

  private static String chain(Chain chain, QuestionAnalysis question) {
    Sources sources = new Sources();
    StringBuilder out = new StringBuilder();
    List<String> marks = new ArrayList<>();
    chain.passages().forEach(p -> marks.add(sources.mark(p)));
    String answer = placed(chain.last(), question) + " " + marks.getLast();
    Optional<AnswerSpan> sure = chain.span().filter(AnswerSpan::sure);
    out.append(sure.map(s -> "**" + s.text() + "** – ").orElse("")).append(answer).append("\n\n");
    if (chain.passages().size() > 1) {
      out.append("The sources lead there step by step:\n\n");
      for (int i = 0; i < chain.passages().size(); i++) {
        out.append(i + 1)
            .append(". ")
            .append(placed(chain.passages().get(i), question))
            .append(' ')
            .append(marks.get(i))
            .append('\n');
      }
      out.append('\n');
    }
    return out.append(SIGNED).append("\n\n").append(sources.section()).toString();
  }

  private static String passages(List<Rated> rated, QuestionAnalysis question) {
    Sources sources = new Sources();
    StringBuilder out = new StringBuilder();
    Set<Passage> chosen = new LinkedHashSet<>();
    double least = rated.getFirst().score() - NEAR_BEST;
    for (Rated r : rated) {
      if (r.score() >= least && r.chain().links().isEmpty() && chosen.size() < MAX_PASSAGES) {
        chosen.add(r.chain().last());
      }
    }
    chosen.forEach(
        p -> out.append(placed(p, question)).append(' ').append(sources.mark(p)).append("\n\n"));
    return out.append(SIGNED).append("\n\n").append(sources.section()).toString();
  }

  private static String notFound(Knowledge knowledge) {
    Findings findings = knowledge.findings();
    StringBuilder out = new StringBuilder(NOT_FOUND).append("\n\n");
    List<String> queries = findings.queries();
    if (!queries.isEmpty()) {
      String shown =
          String.join("”, “", queries.subList(0, Math.min(MAX_SEARCHES, queries.size())));
      out.append("Searched for: “").append(shown).append("”. ");
    }
    long read = findings.read();
    out.append("Pages read: ").append(read).append(".\n\n");
    if (!findings.troubles().isEmpty()) {
      out.append("A tool said: “").append(findings.troubles().getLast()).append("”\n\n");
    }
    Sources sources = new Sources();
    List<Passage> closest =
        knowledge.closest().stream()
            .filter(p -> !p.fragment() && p.plain().length() >= SHORTEST_QUOTE)
            .limit(MAX_CLOSEST)
            .toList();
    if (!closest.isEmpty()) {
      out.append("The closest passages, which do not answer the question:\n\n");
      closest.forEach(
          p ->
              out.append("- ")
                  .append(placed(p, knowledge.question()))
                  .append(' ')
                  .append(sources.mark(p))
                  .append('\n'));
      out.append('\n');
    }
    out.append(SIGNED);
    return closest.isEmpty()
        ? out.toString()
        : out.append("\n\n").append(sources.section()).toString();
  }

  private static String quoted(Passage passage) {
    return "“" + passage.plain() + "”";
  }

  /** With the heading above it where that tells what the sentence speaks of. */
  private static String placed(Passage passage, QuestionAnalysis question) {
    String section = passage.evidence().section();
    boolean entry = Outline.entry(section) && !passage.plain().contains(Outline.head(section));
    boolean tells =
        entry
            || passage.sectionKeys().stream()
                .anyMatch(key -> question.keys().contains(key) && !passage.has(key));
    return tells ? section + ": " + quoted(passage) : quoted(passage);
  }

  /** Numbers the quotes in the order in which they are first used. */
  private static final class Sources {
    private final Map<Evidence, Integer> numbers = new LinkedHashMap<>();

    String mark(Passage passage) {
      return "[" + numbers.computeIfAbsent(passage.evidence(), e -> numbers.size() + 1) + "]";
    }

    String section() {
      StringBuilder out = new StringBuilder("## Sources");
      numbers.forEach(
          (e, n) ->
              out.append("\n[")
                  .append(n)
                  .append("] ")
                  .append(e.url())
                  .append(" — \"")
                  .append(e.sentence())
                  .append('"'));
      return out.toString();
    }
  }
}
