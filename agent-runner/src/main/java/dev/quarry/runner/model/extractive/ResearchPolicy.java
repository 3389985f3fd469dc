package dev.quarry.runner.model.extractive;

import dev.quarry.runner.model.extractive.PagePicker.Pick;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what to do next: search for what the question names, read what was found, look up the
 * name that the first page gives for what the question only describes, and answer as soon as
 * sentences answer – or when nothing is left to try.
 */
final class ResearchPolicy {
  private static final double STOP = 0.78;
  private static final double STOP_PASSAGES = 0.75;
  private static final double MIN_PROMISE = 0.3;
  private static final double LATER_PROMISE = 0.45;
  private static final double MIN_BRIDGE = 0.3;
  private static final int MAX_BRIDGES = 4;

  private final ExtractiveLimits limits;
  private final AnswerWriter writer;

  ResearchPolicy(ExtractiveLimits limits, AnswerWriter writer) {
    this.limits = limits;
    this.writer = writer;
  }

  Move next(Workspace workspace, Knowledge knowledge) throws InterruptedException {
    Toolbox tools = workspace.tools();
    boolean none = tools.search().isEmpty() && tools.visit().isEmpty();
    boolean spent = workspace.findings().toolCalls() >= limits.toolCalls();
    if (workspace.answerNow() || none || spent) {
      return answer(knowledge);
    }
    Optional<Move> move = followUser(workspace);
    Settled settled = settled(knowledge);
    if (move.isEmpty() && settled == Settled.YES) {
      return answer(knowledge);
    }
    if (move.isEmpty()) {
      move = begin(workspace, knowledge);
    }
    if (move.isEmpty()) {
      move = followBridges(workspace, knowledge);
    }
    if (move.isEmpty() && settled == Settled.NO) {
      move = readMore(workspace, knowledge);
    }
    if (move.isEmpty() && settled == Settled.NO) {
      move = searchAgain(workspace, knowledge);
    }
    return move.isPresent() ? move.get() : answer(knowledge);
  }

  /**
   * @return the queries with which research begins, those for the user's messages last
   */
  List<String> planned(String question, List<String> messages) {
    Set<String> planned = new LinkedHashSet<>(queries(QuestionReader.read(question)).first());
    messages.forEach(message -> planned.addAll(queries(QuestionReader.read(message)).whole()));
    return List.copyOf(planned);
  }

  /** What the user said is searched for as well, after the question itself. */
  private Optional<Move> followUser(Workspace workspace) {
    if (workspace.findings().queries().isEmpty()) {
      return Optional.empty();
    }
    return workspace.messages().stream()
        .map(message -> queries(QuestionReader.read(message)).whole())
        .flatMap(
            queries ->
                search(workspace, queries, "Searching for what the user has written.").stream())
        .findFirst();
  }

  /** Whether the evidence answers. */
  private enum Settled {
    YES,
    /** It says all that the question says, but the answer's own words are in doubt. */
    DOUBTFUL,
    NO
  }

  private Move answer(Knowledge knowledge) throws InterruptedException {
    return new Move.Answer(writer.write(knowledge), "Answering from the quoted evidence.");
  }

  private static Settled settled(Knowledge knowledge) {
    AnswerType type = knowledge.question().type();
    double stop = type.passages() ? STOP_PASSAGES : STOP;
    if (knowledge.answers().isEmpty() || knowledge.answers().getFirst().coverage() < stop) {
      return Settled.NO;
    }
    Chain best = knowledge.answers().getFirst();
    boolean sure = best.span().map(AnswerSpan::sure).orElse(false);
    boolean whole = !type.hasForm() && (type.passages() || best.links().isEmpty());
    return sure || whole ? Settled.YES : Settled.DOUBTFUL;
  }

  private Optional<Move> begin(Workspace workspace, Knowledge knowledge) {
    Findings findings = workspace.findings();
    QuestionAnalysis question = knowledge.question();
    if (findings.queries().isEmpty() && workspace.tools().search().isPresent()) {
      List<String> queries = queries(question).first();
      return search(workspace, queries, "Searching for what the question names.");
    }
    if (findings.visited().isEmpty() && workspace.tools().visit().isPresent()) {
      List<Pick> picks = new PagePicker(question, findings).forQuestion();
      return visit(
          workspace,
          picks,
          MIN_PROMISE,
          question.text(),
          "Reading the pages that fit the question best.");
    }
    return Optional.empty();
  }

  private QueryPlanner queries(QuestionAnalysis question) {
    return new QueryPlanner(question, limits.queries());
  }

  private Optional<Move> followBridges(Workspace workspace, Knowledge knowledge) {
    QuestionAnalysis question = knowledge.question();
    if (question.description() == null) {
      return Optional.empty();
    }
    int tried = 0;
    for (Bridge bridge : knowledge.bridges()) {
      if (bridge.score() < MIN_BRIDGE || tried++ >= MAX_BRIDGES) {
        break;
      }
      Optional<Move> move = follow(workspace, question, bridge);
      if (move.isPresent()) {
        return move;
      }
    }
    return Optional.empty();
  }

  private Optional<Move> follow(Workspace workspace, QuestionAnalysis question, Bridge bridge) {
    Findings findings = workspace.findings();
    Name name = bridge.name();
    String thought = "The evidence names " + name.text() + "; looking up what is asked about it.";
    List<Pick> picks = new PagePicker(question, findings).forName(name);
    String goal = question.about(name.text());
    boolean direct = !picks.isEmpty() && PagePicker.titled(picks.getFirst());
    if (direct && workspace.tools().visit().isPresent()) {
      return visit(workspace, picks.subList(0, 1), 0, goal, thought);
    }
    List<String> about =
        findings.visited().stream()
            .filter(u -> Passage.titled(Words.contentKeys(findings.title(u)), name))
            .toList();
    List<String> unasked = about.stream().filter(u -> !findings.visited(u, goal)).toList();
    if (!unasked.isEmpty() && workspace.tools().visit().isPresent()) {
      return Optional.of(new Move.Visit(unasked.subList(0, 1), goal, thought));
    }
    List<String> queries = queries(question).about(name);
    if (about.isEmpty() && !findings.queries().containsAll(queries)) {
      return search(workspace, queries, thought);
    }
    return about.isEmpty()
        ? visit(workspace, picks, LATER_PROMISE, goal, thought)
        : Optional.empty();
  }

  private Optional<Move> readMore(Workspace workspace, Knowledge knowledge) {
    QuestionAnalysis question = knowledge.question();
    List<Pick> picks = new PagePicker(question, workspace.findings()).forQuestion();
    return visit(
        workspace, picks, LATER_PROMISE, question.text(), "Reading further pages that may fit.");
  }

  private Optional<Move> searchAgain(Workspace workspace, Knowledge knowledge) {
    List<String> queries = queries(knowledge.question()).again();
    return search(workspace, queries, "Searching again with other words.");
  }

  private static Optional<Move> search(Workspace workspace, List<String> queries, String thought) {
    List<String> fresh =
        queries.stream().filter(q -> !workspace.findings().queries().contains(q)).toList();
    boolean list = workspace.tools().search().map(ToolOffer::list).orElse(false);
    if (fresh.isEmpty() || workspace.tools().search().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Move.Search(list ? fresh : fresh.subList(0, 1), thought));
  }

  private Optional<Move> visit(
      Workspace workspace, List<Pick> picks, double least, String goal, String thought) {
    boolean list = workspace.tools().visit().map(ToolOffer::list).orElse(false);
    List<String> urls =
        picks.stream()
            .filter(p -> p.score() >= least)
            .map(p -> p.hit().url())
            .limit(list ? limits.pages() : 1)
            .toList();
    if (urls.isEmpty() || workspace.tools().visit().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Move.Visit(urls, goal, thought));
  }
}
