package dev.quarry.runner.model.extractive;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The evidence of a workspace, compared with its question. */
final class Knowledge {
  private final QuestionAnalysis question;
  private final Findings findings;
  private final List<Passage> passages;
  private final ChainFinder finder;
  private final List<Chain> answers;

  private Knowledge(QuestionAnalysis question, Findings findings) {
    this.question = question;
    this.findings = findings;
    this.passages = findings.evidence().stream().map(Passage::new).toList();
    this.finder = new ChainFinder(question, passages, titles(findings));
    this.answers = finder.answers();
  }

  static Knowledge of(Workspace workspace) {
    return new Knowledge(QuestionReader.read(workspace.question()), workspace.findings());
  }

  private static List<Name> titles(Findings findings) {
    Set<String> titles = new LinkedHashSet<>();
    findings.hits().forEach(h -> titles.add(h.title()));
    findings.visited().forEach(u -> titles.add(findings.title(u)));
    return titles.stream().filter(t -> !t.isBlank()).map(Name::of).toList();
  }

  QuestionAnalysis question() {
    return question;
  }

  Findings findings() {
    return findings;
  }

  List<Passage> passages() {
    return passages;
  }

  /** Possible answers, best first. */
  List<Chain> answers() {
    return answers;
  }

  /**
   * Possible answers that leave out a name which most pages have, as that of a product in its own
   * manual: what speaks of nothing else need not say so.
   */
  List<Chain> answersTakenForGranted() {
    QuestionAnalysis relaxed = question.knowing(findings.everywhere());
    return question.description() != null || relaxed.equals(question)
        ? List.of()
        : new ChainFinder(relaxed, passages, titles(findings)).answers();
  }

  List<Bridge> bridges() {
    return finder.bridges();
  }

  /** Sentences by how much of the question they have, best first. */
  List<Passage> closest() {
    Coverage coverage = new Coverage(question);
    record Scored(Passage passage, double share) {}
    List<Scored> scored = new ArrayList<>();
    for (Passage passage : passages) {
      scored.add(new Scored(passage, coverage.share(coverage.of(passage))));
    }
    scored.sort((a, b) -> Double.compare(b.share(), a.share()));
    return scored.stream().filter(s -> s.share() > 0).map(Scored::passage).toList();
  }
}
