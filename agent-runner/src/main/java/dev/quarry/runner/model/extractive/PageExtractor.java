package dev.quarry.runner.model.extractive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.runner.model.extractive.SentenceRanker.Ranked;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Plays the reader: takes from a page, word for word, the sentences that fit a goal. */
final class PageExtractor {
  private static final double SHARE_OF_BEST = 0.3;
  private static final double MIN_MEANING = 0.35;
  private static final double MIN_SHARED_WORDS = 0.25;
  private static final int MAX_LEADS = 4;
  private static final Set<String> POINTING =
      Set.of(
          "he", "she", "it", "they", "this", "these", "those", "his", "her", "its", "their",
          "there", "then", "that");

  private final SentenceRanker ranker;
  private final ExtractiveLimits limits;

  PageExtractor(SentenceRanker ranker, ExtractiveLimits limits) {
    this.ranker = ranker;
    this.limits = limits;
  }

  /**
   * @return JSON with {@code rational} (so spelt in the format), {@code evidence}, {@code summary}
   */
  String extract(String page, String goal) throws InterruptedException {
    List<Outline.Line> lines = Outline.ofPage(page);
    List<Outline.Line> read = lines.subList(0, Math.min(lines.size(), limits.pageSentences()));
    Set<Integer> chosen = chosen(read, goal);
    ObjectNode reply = JsonText.object();
    if (chosen.isEmpty()) {
      reply.put("rational", "No sentence of the page shares enough with the goal.");
      reply.put("evidence", "");
      reply.put("summary", "What the goal asks for was not found in this page.");
      return JsonText.write(reply);
    }
    reply.put(
        "rational", "Sentences chosen by shared words and by likeness of meaning to the goal.");
    reply.put("evidence", String.join("\n\n", evidence(read, chosen)));
    reply.put(
        "summary",
        "The page has "
            + chosen.size()
            + " sentences that fit the goal; they are quoted as evidence, nothing is added.");
    return JsonText.write(reply);
  }

  /** The sentences, each new heading before the first of its sentences. */
  private static List<String> evidence(List<Outline.Line> lines, Set<Integer> chosen) {
    List<String> evidence = new ArrayList<>();
    String section = "";
    for (int index : chosen) {
      Outline.Line line = lines.get(index);
      if (!line.section().equals(section)) {
        section = line.section();
        evidence.add(Outline.marked(section));
      }
      evidence.add(line.sentence());
    }
    return evidence;
  }

  /** Indexes in page order; none when not even the best sentence fits the goal. */
  private Set<Integer> chosen(List<Outline.Line> lines, String goal) throws InterruptedException {
    List<String> sentences = lines.stream().map(PageExtractor::inPlace).toList();
    List<Ranked> ranked = ranker.rank(goal, sentences);
    Set<String> wanted = Words.contentKeys(goal);
    Set<Integer> chosen = new TreeSet<>();
    if (ranked.stream().noneMatch(r -> fits(sentences.get(r.index()), r, wanted))) {
      return chosen;
    }
    double best = ranked.getFirst().score();
    for (Ranked r : ranked) {
      boolean near = r.words() > 0 || r.meaning() >= MIN_MEANING;
      if (near && r.score() >= SHARE_OF_BEST * best && chosen.size() < limits.extracted()) {
        chosen.add(r.index());
      }
    }
    chosen.addAll(leads(lines, wanted));
    for (int index : List.copyOf(chosen)) {
      if (index > 0 && points(lines.get(index).sentence())) {
        chosen.add(index - 1);
      }
    }
    return chosen;
  }

  /** First sentences under headings that name a thing of the goal: there it is explained. */
  private static List<Integer> leads(List<Outline.Line> lines, Set<String> wanted) {
    List<Integer> leads = new ArrayList<>();
    String section = "";
    for (int i = 0; i < lines.size() && leads.size() < MAX_LEADS; i++) {
      boolean first = !lines.get(i).section().equals(section);
      section = lines.get(i).section();
      Set<String> head = first ? Words.contentKeys(Outline.head(section)) : Set.of();
      if (!head.isEmpty() && wanted.containsAll(head)
          || head.stream().anyMatch(key -> Word.identifier(key) && wanted.contains(key))) {
        leads.add(i);
      }
    }
    return leads;
  }

  /** What a sentence says under its heading. */
  private static String inPlace(Outline.Line line) {
    return line.section().isEmpty() ? line.sentence() : line.section() + ": " + line.sentence();
  }

  private static boolean fits(String sentence, Ranked ranked, Set<String> wanted) {
    if (ranked.meaning() >= MIN_MEANING) {
      return true;
    }
    Set<String> keys = Words.contentKeys(sentence);
    long shared = wanted.stream().filter(k -> Words.relatedToAny(k, keys)).count();
    return !wanted.isEmpty() && shared >= Math.max(1, MIN_SHARED_WORDS * wanted.size());
  }

  /** Starts with a word that points back to the sentence before. */
  private static boolean points(String sentence) {
    List<Word> words = Words.of(sentence);
    return !words.isEmpty() && POINTING.contains(words.getFirst().lower());
  }
}
