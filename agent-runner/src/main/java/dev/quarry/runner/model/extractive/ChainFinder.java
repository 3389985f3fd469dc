package dev.quarry.runner.model.extractive;

import dev.quarry.runner.model.extractive.QuestionAnalysis.Description;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for sentences that answer the question together. A chain is judged by how much of the
 * question its sentences have; its last one must speak of what is asked and have the form of the
 * answer, and each sentence must be led to by a name in the one before.
 */
final class ChainFinder {
  private static final int MAX_LENGTH = 3;
  private static final int BEAM = 24;
  private static final double MIN_FOCUS = 0.5;
  private static final double MIN_NAMES = 0.6;
  private static final double MIN_ASKED = 0.4;
  private static final double MIN_STEP = 0.2;
  private static final double MIN_GAIN = 0.04;
  private static final double LENGTH_COST = 0.1;
  private static final double SURE_BONUS = 0.04;
  private static final double NEAR_BONUS = 0.06;
  private static final double MENTION_BONUS = 0.03;
  private static final double SAME_FORM_BONUS = 0.03;
  private static final double DENSITY_BONUS = 0.08;
  private static final double DEFINITION_BONUS = 0.25;
  private static final double FORMLESS_COST = 0.15;
  private static final double CODE_COST = 0.15;
  private static final double FRAGMENT_COST = 0.15;
  private static final double ALL = 0.9;
  private static final double WRONG_KIND = 0.5;
  private static final double DOUBTFUL = 0.75;

  private record Partial(List<Passage> passages, List<Name> links, double[] credits) {}

  private final QuestionAnalysis question;
  private final Coverage coverage;
  private final AnswerSpans spans;
  private final LinkNames linkNames;
  private final List<Passage> passages;
  private final Map<Passage, double[]> credits = new LinkedHashMap<>();
  private final Set<Passage> leads;

  ChainFinder(QuestionAnalysis question, List<Passage> passages, List<Name> titles) {
    this.question = question;
    this.coverage = new Coverage(question);
    this.spans = new AnswerSpans(question);
    this.linkNames = new LinkNames(question, titles);
    this.passages = List.copyOf(passages);
    this.passages.forEach(p -> credits.put(p, coverage.of(p)));
    this.leads = leads(this.passages);
  }

  /** The first passage under each heading. */
  private static Set<Passage> leads(List<Passage> passages) {
    Map<String, Passage> first = new LinkedHashMap<>();
    for (Passage passage : passages) {
      if (!passage.evidence().section().isEmpty()) {
        first.putIfAbsent(passage.evidence().url() + ' ' + passage.evidence().section(), passage);
      }
    }
    return Set.copyOf(first.values());
  }

  /**
   * Chains whose last sentence can be an answer, best first; equal ones in the order of reading.
   */
  List<Chain> answers() {
    List<Chain> chains = new ArrayList<>();
    List<Partial> level = starts();
    for (int length = 1; length <= MAX_LENGTH && !level.isEmpty(); length++) {
      level.forEach(p -> chain(p).ifPresent(chains::add));
      level = length < MAX_LENGTH && chained() ? extend(level) : List.of();
    }
    chains.sort(Comparator.comparingDouble(Chain::score).reversed());
    return chains;
  }

  /** A question that describes nothing is answered by one sentence or not at all. */
  private boolean chained() {
    return question.description() != null;
  }

  /** Names to look up next, best first, each once. */
  List<Bridge> bridges() {
    Map<Set<String>, Bridge> best = new LinkedHashMap<>();
    List<Partial> level = starts();
    for (int length = 1; length < MAX_LENGTH && !level.isEmpty(); length++) {
      for (Partial partial : level) {
        for (Name name : linkNames.of(partial.passages().getLast())) {
          Bridge bridge = bridge(partial, name);
          best.merge(name.keys(), bridge, (a, b) -> b.score() > a.score() ? b : a);
        }
      }
      level = extend(level);
    }
    return best.values().stream()
        .sorted(Comparator.comparingDouble(Bridge::score).reversed())
        .toList();
  }

  private Bridge bridge(Partial partial, Name name) {
    Passage from = partial.passages().getLast();
    Description d = question.description();
    double[] has = partial.credits();
    double share =
        d == null
            ? coverage.share(has)
            : 0.7 * coverage.share(has, t -> t.role() == Term.Role.DESCRIPTION)
                + 0.3 * coverage.share(has);
    double length = LENGTH_COST * (partial.passages().size() - 1);
    return new Bridge(name, from, (share - length) * fit(name));
  }

  /** How well a name suits what the question describes, 0–1. */
  private double fit(Name name) {
    Description d = question.description();
    double fit = 1;
    if (d != null
        && Nouns.person(d.head())
        && !name.personLike()
        && !Nouns.ORGANISATIONS.contains(d.head())) {
      fit *= WRONG_KIND;
    }
    boolean near = question.names().stream().anyMatch(n -> n.shares(name));
    if (near || (name.keys().size() == 1 && name.start() >= 0)) {
      fit *= DOUBTFUL;
    }
    return fit;
  }

  private List<Partial> starts() {
    List<Partial> starts = new ArrayList<>();
    for (Passage passage : passages) {
      double[] has = credits(passage);
      if (coverage.share(has) > 0) {
        starts.add(new Partial(List.of(passage), List.of(), has));
      }
    }
    return best(starts, passages.size());
  }

  private List<Partial> best(List<Partial> partials, int limit) {
    return partials.stream()
        .sorted(Comparator.comparingDouble((Partial p) -> coverage.share(p.credits())).reversed())
        .limit(limit)
        .toList();
  }

  private List<Partial> extend(List<Partial> level) {
    List<Partial> next = new ArrayList<>();
    for (Partial partial : best(level, BEAM)) {
      Passage from = partial.passages().getLast();
      for (Name link : linkNames.of(from)) {
        for (Passage passage : passages) {
          if (linked(from, link, passage) && !partial.passages().contains(passage)) {
            step(partial, link, passage).ifPresent(next::add);
          }
        }
      }
    }
    return next;
  }

  /** What a page is about leads on only to what names it: all sentences of a page stand on it. */
  private static boolean linked(Passage from, Name link, Passage to) {
    boolean subject = from.onPageOf(link) && !from.mentions(link);
    return to.mentions(link) || (!subject && (to.onPageOf(link) || to.underHeadingOf(link)));
  }

  private Optional<Partial> step(Partial partial, Name link, Passage passage) {
    if (partial.passages().size() > 1 && !leadsOn(partial)) {
      return Optional.empty();
    }
    double[] union = Coverage.union(partial.credits(), credits(passage));
    if (coverage.share(union) - coverage.share(partial.credits()) < MIN_GAIN) {
      return Optional.empty();
    }
    List<Passage> longer = new ArrayList<>(partial.passages());
    longer.add(passage);
    List<Name> links = new ArrayList<>(partial.links());
    links.add(link);
    return Optional.of(new Partial(longer, links, union));
  }

  /**
   * Its last passage tells, in its own words, more of what is described than those before it do.
   */
  private boolean leadsOn(Partial partial) {
    double[] before = new double[partial.credits().length];
    List<Passage> earlier = partial.passages().subList(0, partial.passages().size() - 1);
    for (Passage passage : earlier) {
      before = Coverage.union(before, credits(passage));
    }
    double[] after = Coverage.union(before, coverage.of(partial.passages().getLast().keys()));
    double gain =
        coverage.share(after, t -> t.role() == Term.Role.DESCRIPTION)
            - coverage.share(before, t -> t.role() == Term.Role.DESCRIPTION);
    return gain >= MIN_STEP;
  }

  private Optional<Chain> chain(Partial partial) {
    Passage last = partial.passages().getLast();
    double[] own = credits(last);
    if (!speaksOfIt(own) || !named(partial.credits()) || !coverage.hasRequired(partial.credits())) {
      return Optional.empty();
    }
    Optional<AnswerSpan> span = spans.find(last, partial.links()).map(this::doubted);
    if (question.type().hasForm() && span.isEmpty() && !saysItAll(partial)) {
      return Optional.empty();
    }
    double share = coverage.share(partial.credits());
    double length = LENGTH_COST * (partial.passages().size() - 1);
    double score = share - length + quality(partial, span);
    return Optional.of(new Chain(partial.passages(), partial.links(), share, score, span));
  }

  /** A sentence with all the words of the question answers it, in whatever form. */
  private boolean saysItAll(Partial partial) {
    return partial.passages().size() == 1
        && coverage.share(coverage.of(partial.passages().getFirst().keys())) >= ALL;
  }

  /** Which of two relatives a sentence means is beyond the form of its words. */
  private AnswerSpan doubted(AnswerSpan span) {
    boolean kin =
        question.of(Term.Role.DESCRIPTION).stream()
            .anyMatch(t -> t.required() && !Character.isDigit(t.surface().charAt(0)));
    return new AnswerSpan(span.text(), span.sure() && !kin, span.distance());
  }

  /** What tells apart sentences that have the same words of the question. */
  private double quality(Partial partial, Optional<AnswerSpan> span) {
    Passage last = partial.passages().getLast();
    double quality = last.fragment() ? -FRAGMENT_COST : 0;
    if (partial.links().isEmpty() || last.mentions(partial.links().getLast())) {
      quality += MENTION_BONUS;
    }
    if (question.of(Term.Role.FOCUS).stream().anyMatch(t -> !t.name() && last.says(t.surface()))) {
      quality += SAME_FORM_BONUS;
    }
    quality += DENSITY_BONUS * coverage.density(last);
    if (question.type() == AnswerType.DEFINITION) {
      quality += DEFINITION_BONUS * Definitions.score(last, question, leads.contains(last));
    }
    if (question.type().hasForm() && span.isEmpty()) {
      quality -= FORMLESS_COST;
    }
    if (last.code()) {
      quality -= CODE_COST;
    }
    if (span.isPresent()) {
      boolean sure = span.get().sure();
      double near = NEAR_BONUS * (Focus.FAR - span.get().distance()) / Focus.FAR;
      quality += (sure ? SURE_BONUS : 0) + (sure || question.type().hasForm() ? near : 0);
    }
    return quality;
  }

  private boolean speaksOfIt(double[] own) {
    if (question.type() == AnswerType.QUANTITY && !question.asked().isEmpty()) {
      boolean measure =
          Nouns.QUANTITIES.contains(QuestionReader.singular(question.asked().getLast()));
      if (measure && coverage.share(own, t -> t.role() == Term.Role.ASKED) < MIN_ASKED) {
        return false;
      }
    }
    if (question.terms().stream().anyMatch(ChainFinder::askedAbout)) {
      return coverage.share(own, ChainFinder::askedAbout) >= MIN_FOCUS;
    }
    return coverage.share(own, t -> t.role() == Term.Role.FOCUS) >= MIN_FOCUS;
  }

  private static boolean askedAbout(Term term) {
    return term.role() == Term.Role.FOCUS && !term.name() && term.weight() >= 0.5;
  }

  private boolean named(double[] union) {
    return coverage.share(union, t -> t.name() && t.weight() >= 1) >= MIN_NAMES;
  }

  private double[] credits(Passage passage) {
    return java.util.Objects.requireNonNull(credits.get(passage));
  }
}
