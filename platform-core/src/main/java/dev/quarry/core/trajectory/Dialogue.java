package dev.quarry.core.trajectory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was said between the agent and its user.
 *
 * @param exchanges what the user was asked, in order; only the last may be without an answer
 * @param messages what the user said beside, in order
 * @param lastInput number of the last message that was taken in, of whatever kind; 0 before the
 *     first
 */
public record Dialogue(List<Exchange> exchanges, List<Step.InputReceived> messages, int lastInput) {
  public static final Dialogue NONE = new Dialogue(List.of(), List.of(), 0);

  public Dialogue {
    exchanges = List.copyOf(exchanges);
    messages = List.copyOf(messages);
  }

  /**
   * @return what the user is asked and has not answered
   */
  public Optional<Step.InputRequested> open() {
    return exchanges.isEmpty() || exchanges.getLast().answer().isPresent()
        ? Optional.empty()
        : Optional.of(exchanges.getLast().request());
  }

  /**
   * @return the exchanges of one kind
   */
  public List<Exchange> exchanges(Preliminary kind) {
    return exchanges.stream().filter(e -> e.request().kind() == kind).toList();
  }

  Dialogue plus(Step step) {
    return switch (step) {
      case Step.InputRequested s ->
          new Dialogue(with(exchanges, new Exchange(s, Optional.empty())), messages, lastInput);
      case Step.InputReceived s when s.kind() == InputKind.ANSWER && open().isPresent() ->
          new Dialogue(
              with(
                  exchanges.subList(0, exchanges.size() - 1),
                  new Exchange(open().get(), Optional.of(s))),
              messages,
              s.ordinal());
      // What answers nothing is a message like any other.
      case Step.InputReceived s -> new Dialogue(exchanges, with(messages, s), s.ordinal());
      case Step.Leased s -> this;
      case Step.Opened s -> this;
      case Step.Drafted s -> this;
      case Step.Replied s -> this;
      case Step.ReplyRejected s -> this;
      case Step.ToolStarted s -> this;
      case Step.ToolReturned s -> this;
      case Step.Nudged s -> this;
      case Step.LimitHit s -> this;
      case Step.Ended s -> this;
    };
  }

  private static <T> List<T> with(List<T> list, T more) {
    var longer = new ArrayList<T>(list);
    longer.add(more);
    return longer;
  }
}
