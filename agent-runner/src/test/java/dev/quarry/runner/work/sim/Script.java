package dev.quarry.runner.work.sim;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What the model will do with a question: turn after turn, then its answer.
 *
 * @param rounds budget of the job; fewer than the turns need, and it is asked for its answer
 *     earlier
 * @param trouble what comes at the last turn instead of its calls
 */
record Script(List<Turn> turns, int rounds, Trouble trouble) {
  /** More than any script needs. */
  static final int ENOUGH = 60;

  Script {
    turns = List.copyOf(turns);
  }

  /** Something that is up to the question. */
  enum Trouble {
    NONE,
    /** The process that asks the model dies of it, each time. */
    POISON,
    /** The model cannot be asked. */
    MODEL_FAILS
  }

  /**
   * @param idle replies of no use before the good one
   * @param calls of the good one; with one call for each, protocols without parallel calls take the
   *     first
   */
  record Turn(int idle, List<Call> calls) {
    Turn {
      calls = List.copyOf(calls);
    }
  }

  /** What is called. */
  enum Call {
    LOOK("look"),
    PUT("put"),
    SEND("send"),
    /** A tool that does not exist. */
    FLY("fly"),
    /** Not JSON. */
    BROKEN("look");

    private final String tool;

    Call(String tool) {
      this.tool = tool;
    }

    String tool() {
      return tool;
    }
  }

  @Override
  public String toString() {
    String all =
        turns.stream()
            .map(
                t ->
                    t.calls().stream().map(c -> c.name().toLowerCase()).toList()
                        + (t.idle() > 0 ? " after %d idle".formatted(t.idle()) : ""))
            .collect(Collectors.joining(", "));
    return all
        + (rounds < ENOUGH ? ", at most %d rounds".formatted(rounds) : "")
        + (trouble == Trouble.NONE ? "" : ", " + trouble);
  }
}
