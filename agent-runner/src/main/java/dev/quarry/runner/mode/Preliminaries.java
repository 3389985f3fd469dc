package dev.quarry.runner.mode;

import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Exchange;
import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Preliminary;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.ToolSpec;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.protocol.Tags;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is settled with the user before the search, as a pure function over the steps, the same in
 * all modes and protocols: one question where the request is in doubt, then a plan until it is
 * approved. Replies have their form in tags of the text, because no tools are offered.
 */
public final class Preliminaries {
  /** Plans that a user is shown; after the last one the search begins, approved or not. */
  public static final int MAX_DRAFTS = 3;

  /** Of a question or a plan; more is cut off. */
  public static final int MAX_CHARACTERS = 4_000;

  private static final PromptTemplate CLARIFY = PromptTemplate.load("clarify");
  private static final PromptTemplate PLAN = PromptTemplate.load("plan");

  private Preliminaries() {}

  /** What comes next. */
  public sealed interface Next {
    /** The search. */
    record Search() implements Next {}

    /** The model is asked for a question or a plan. */
    record Draft(Preliminary kind) implements Next {}

    /** The user is asked. */
    record Ask(Step.InputRequested request) implements Next {}

    /** The user has been asked and has not answered yet. */
    record Wait(Step.InputRequested request) implements Next {}
  }

  public static Next next(Brief brief, Trajectory soFar) {
    Optional<Step.InputRequested> open = soFar.dialogue().open();
    if (open.isPresent()) {
      return new Next.Wait(open.get());
    }
    if (begun(soFar)) {
      return new Next.Search();
    }
    return clarification(brief, soFar).or(() -> plan(brief, soFar)).orElseGet(Next.Search::new);
  }

  /**
   * @return the prompt for a draft; its sampling is the agent's
   */
  public static Prompt prompt(Brief brief, Trajectory soFar, Preliminary kind) {
    String request = Tags.block(Tags.USER_REQUEST, brief.question());
    String user = UserWords.soFar(soFar.dialogue());
    String date = brief.date().toString();
    String text =
        switch (kind) {
          case CLARIFICATION ->
              CLARIFY.fill(Map.of("request", request, "date", date, "user", user));
          case PLAN ->
              PLAN.fill(
                  Map.of("request", request, "date", date, "user", user, "tools", tools(brief)));
        };
    return new Prompt(List.of(new Message.User(text)), List.of(), brief.sampling());
  }

  private static boolean begun(Trajectory soFar) {
    return !soFar.rounds().isEmpty()
        || soFar.limitHit().isPresent()
        || !Tail.rejections(soFar).isEmpty();
  }

  private static Optional<Next> clarification(Brief brief, Trajectory soFar) {
    if (!brief.clarify() || !soFar.dialogue().exchanges(Preliminary.CLARIFICATION).isEmpty()) {
      return Optional.empty();
    }
    List<ModelReply> drafts = drafts(soFar, Preliminary.CLARIFICATION);
    if (drafts.isEmpty()) {
      return Optional.of(new Next.Draft(Preliminary.CLARIFICATION));
    }
    // A reply without a question in its form means that there is none.
    return tagged(drafts.getLast(), Tags.QUESTION)
        .filter(question -> !question.equals(brief.question().strip()))
        .map(question -> ask(Preliminary.CLARIFICATION, question));
  }

  private static Optional<Next> plan(Brief brief, Trajectory soFar) {
    List<Exchange> shown = soFar.dialogue().exchanges(Preliminary.PLAN);
    if (!brief.approvePlan() || approved(shown)) {
      return Optional.empty();
    }
    List<ModelReply> drafts = drafts(soFar, Preliminary.PLAN);
    List<String> plans =
        drafts.stream().map(Preliminaries::plan).filter(p -> !p.isEmpty()).toList();
    if (plans.size() > shown.size()) {
      return Optional.of(ask(Preliminary.PLAN, plans.getLast()));
    }
    return drafts.size() < MAX_DRAFTS
        ? Optional.of(new Next.Draft(Preliminary.PLAN))
        : Optional.empty();
  }

  private static boolean approved(List<Exchange> shown) {
    return !shown.isEmpty()
        && shown.getLast().answer().map(Step.InputReceived::approved).orElse(false);
  }

  /** The user wants to see a plan: one without its tags is better than none. */
  private static String plan(ModelReply reply) {
    return tagged(reply, Tags.PLAN).orElseGet(() -> text(reply.content()));
  }

  private static Optional<String> tagged(ModelReply reply, String tag) {
    return Tags.first(text(reply.content()), tag)
        .or(() -> Optional.ofNullable(reply.reasoning()).flatMap(r -> Tags.first(r, tag)))
        .filter(found -> !found.isEmpty());
  }

  private static String text(String content) {
    return Tags.withoutThinking(Tags.beforeEcho(content.replace("\r\n", "\n")));
  }

  private static Next ask(Preliminary kind, String message) {
    return new Next.Ask(new Step.InputRequested(kind, cut(message)));
  }

  /** Never between the halves of a surrogate pair. */
  private static String cut(String text) {
    if (text.length() <= MAX_CHARACTERS) {
      return text;
    }
    boolean within = Character.isHighSurrogate(text.charAt(MAX_CHARACTERS - 1));
    return text.substring(0, within ? MAX_CHARACTERS - 1 : MAX_CHARACTERS);
  }

  private static List<ModelReply> drafts(Trajectory soFar, Preliminary kind) {
    return soFar.steps().stream()
        .map(StepRecord::step)
        .filter(step -> step instanceof Step.Drafted draft && draft.kind() == kind)
        .map(step -> ((Step.Drafted) step).reply())
        .toList();
  }

  private static String tools(Brief brief) {
    return brief.tools().stream().map(ToolSpec::name).collect(Collectors.joining(", "));
  }
}
