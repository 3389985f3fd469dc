package dev.quarry.runner.work.sim;

import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.testing.MemoryDatabase;
import dev.quarry.runner.engine.ToolInvoker;
import dev.quarry.runner.mode.AgentMode;
import dev.quarry.runner.model.ChatModel;
import java.util.Set;

/** A bug, put between the parts of a simulation to see whether it is found. */
interface Planted {
  /** None. */
  Planted NOTHING = new Planted() {};

  /** Inside the database: what is decided there. */
  default RunnerParts.Database inDatabase(RunnerParts.Database real, MemoryDatabase database) {
    return real;
  }

  /** Inside the runner: what it makes of its connections. */
  default RunnerParts.Database inRunner(RunnerParts.Database real) {
    return real;
  }

  default Time time(Time real) {
    return real;
  }

  default AgentMode mode(AgentMode real, Lease lease) {
    return real;
  }

  default ChatModel model(ChatModel real, Lease lease) {
    return real;
  }

  default ToolInvoker tools(ToolInvoker real, Lease lease) {
    return real;
  }

  /** What it breaks besides: where two parts guard the same, both must be off to see one miss. */
  default Set<Invariant> besides() {
    return Set.of();
  }

  /** Whether the relay forgets to take the last row of what it has sent out of the outbox. */
  default boolean outboxIsKept() {
    return false;
  }
}
