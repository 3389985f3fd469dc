package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Ranks found pages by what their titles and snippets promise. */
final class PagePicker {
  private static final double TITLE = 1.0;
  private static final double NAMED = 0.6;
  private static final double RANK_COST = 0.01;
  private static final double MAX_RANK_COST = 0.3;

  /** A page with what it promises. */
  record Pick(Hit hit, double score) {}

  private final QuestionAnalysis question;
  private final Coverage coverage;
  private final Findings findings;

  PagePicker(QuestionAnalysis question, Findings findings) {
    this.question = question;
    this.coverage = new Coverage(question);
    this.findings = findings;
  }

  /** Unvisited pages for the question itself, best first. */
  List<Pick> forQuestion() {
    List<Pick> picks = new ArrayList<>();
    int rank = 0;
    for (Hit hit : findings.hits()) {
      double cost = Math.min(MAX_RANK_COST, RANK_COST * rank++);
      if (findings.unvisited(hit)) {
        picks.add(new Pick(hit, promise(hit) - cost));
      }
    }
    picks.sort(Comparator.comparingDouble(Pick::score).reversed());
    return picks;
  }

  private double promise(Hit hit) {
    Passage passage = new Passage(new Evidence(hit.url(), hit.title(), hit.snippet()));
    double score = coverage.share(coverage.of(passage));
    double named = 0;
    for (Name name : question.names()) {
      if (passage.onPageOf(name)) {
        named = Math.max(named, TITLE);
      } else if (passage.titleKeys().containsAll(name.distinctiveKeys())) {
        named = Math.max(named, NAMED);
      }
    }
    boolean spoken =
        !passage.titleKeys().isEmpty() && question.keys().containsAll(passage.titleKeys());
    return score + Math.max(named, spoken ? NAMED : 0);
  }

  /** Unvisited pages about a name, best first; none that only happens to contain its words. */
  List<Pick> forName(Name name) {
    List<Pick> picks = new ArrayList<>();
    int rank = 0;
    for (Hit hit : findings.hits()) {
      rank++;
      Passage passage = new Passage(new Evidence(hit.url(), hit.title(), hit.snippet()));
      boolean titled = passage.onPageOf(name);
      if (findings.unvisited(hit) && (titled || passage.mentions(name))) {
        double focus = coverage.share(coverage.of(passage), t -> t.role() != Term.Role.DESCRIPTION);
        picks.add(
            new Pick(
                hit, (titled ? 2 * TITLE : 0) + focus - Math.min(MAX_RANK_COST, RANK_COST * rank)));
      }
    }
    picks.sort(Comparator.comparingDouble(Pick::score).reversed());
    return picks;
  }

  static boolean titled(Pick pick) {
    return pick.score() >= 2 * TITLE - MAX_RANK_COST;
  }
}
