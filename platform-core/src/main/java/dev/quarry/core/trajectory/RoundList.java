package dev.quarry.core.trajectory;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Rounds in order, of which the last may still get results. Immutable. */
final class RoundList extends AbstractList<Round> implements RandomAccess {
  static final RoundList EMPTY = new RoundList(GrowingList.empty(), null);

  private final GrowingList<Round> done;
  private final @Nullable Round last;

  private RoundList(GrowingList<Round> done, @Nullable Round last) {
    this.done = done;
    this.last = last;
  }

  /**
   * @return with a round more for a reply, a result more for a result; without any round a result
   *     belongs nowhere
   */
  RoundList plus(StepRecord record) {
    Round open = last;
    return switch (record.step()) {
      case Step.Replied s ->
          new RoundList(
              open == null ? done : done.plus(open),
              new Round(size() + 1, record.seq(), s, List.of()));
      case Step.ToolReturned s -> open == null ? this : new RoundList(done, open.plus(s));
      case Step.Leased s -> this;
      case Step.Opened s -> this;
      case Step.Drafted s -> this;
      case Step.InputRequested s -> this;
      case Step.InputReceived s -> this;
      case Step.ReplyRejected s -> this;
      case Step.ToolStarted s -> this;
      case Step.Nudged s -> this;
      case Step.LimitHit s -> this;
      case Step.Ended s -> this;
    };
  }

  @Override
  public Round get(int index) {
    return Objects.checkIndex(index, size()) < done.size()
        ? done.get(index)
        : Objects.requireNonNull(last);
  }

  @Override
  public int size() {
    return done.size() + (last == null ? 0 : 1);
  }
}
