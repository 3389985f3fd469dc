package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Ranks found pages by what their titles and snippets promise. */
final class PagePicker {
  private static final double TITLE = 1.0;
  private static final double NAMED = 0.6;

  /** A name that most found pages have tells little. */
  private static final double COMMON = 0.3;

  private static final double RANK_COST = 0.03;
  private static final double MAX_RANK_COST = 0.3;

  /** A page with what it promises. */
  record Pick(Hit hit, double score) {}

  private final QuestionAnalysis question;
  private final Coverage coverage;
  private final Findings findings;
  private final Set<String> everywhere;

  PagePicker(QuestionAnalysis question, Findings findings) {
    this.question = question;
    this.coverage = new Coverage(question);
    this.findings = findings;
    this.everywhere = findings.everywhere();
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
    Passage passage = passage(hit);
    double score = coverage.share(coverage.of(passage));
    double named = 0;
    for (Name name : question.names()) {
      double telling = everywhere.containsAll(name.distinctiveKeys()) ? COMMON : 1;
      if (passage.onPageOf(name)) {
        named = Math.max(named, TITLE * telling);
      } else if (passage.titleKeys().containsAll(name.distinctiveKeys())) {
        named = Math.max(named, NAMED * telling);
      }
    }
    return score + Math.max(named, NAMED * spoken(passage));
  }

  /** How much of the question the title says, if it says nothing else, 0–1. */
  private double spoken(Passage passage) {
    Set<String> title = passage.titleKeys();
    return title.isEmpty() || !question.keys().containsAll(title)
        ? 0
        : coverage.share(coverage.of(passage.titleKeys()));
  }

  private static Passage passage(Hit hit) {
    return new Passage(new Evidence(hit.url(), hit.title(), "", hit.snippet()));
  }

  /** Unvisited pages about a name, best first; none that only happens to contain its words. */
  List<Pick> forName(Name name) {
    List<Pick> picks = new ArrayList<>();
    int rank = 0;
    for (Hit hit : findings.hits()) {
      rank++;
      Passage passage = passage(hit);
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
