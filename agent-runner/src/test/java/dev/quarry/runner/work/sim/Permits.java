package dev.quarry.runner.work.sim;

import dev.quarry.core.queue.Topics;
import dev.quarry.core.testing.MemoryTables.Outgoing;
import dev.quarry.runner.work.sim.Chronicle.Count;
import dev.quarry.runner.work.sim.Fault.BadPermits;
import dev.quarry.runner.work.sim.Fault.PermitIll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The outbox relay and the topic of permits with its share group. */
final class Permits {
  private static final Duration RELAY = Duration.ofMillis(200);

  /** Until a record whose consumer has died is given to another. */
  private static final Duration LOCK = Duration.ofSeconds(30);

  private final World world;
  private final Dice dice;
  private final List<PermitIll> ills = new ArrayList<>();
  private int underWay;

  Permits(World world) {
    this.world = world;
    this.dice = new Dice(world.scenario().seed(), "permits");
  }

  void arrange(BadPermits fault) {
    world.after(fault.at(), () -> ills.add(fault.ill()));
    world.after(fault.at().plus(fault.length()), () -> ills.remove(fault.ill()));
  }

  void relay() {
    if (!world.outage()) {
      List<Outgoing> batch = List.copyOf(world.tables().outbox);
      world.tables().outbox.clear();
      if (world.planted().outboxIsKept() && !batch.isEmpty()) {
        world.tables().outbox.add(batch.getLast());
      }
      batch.stream().filter(o -> o.topic().equals(Topics.PERMITS)).forEach(o -> send());
    }
    world.after(RELAY, this::relay);
  }

  private void send() {
    if (bad(PermitIll.LOST)) {
      world.chronicle().count(Count.LOST_PERMITS);
      return;
    }
    int copies = 1;
    if (bad(PermitIll.DUPLICATED)) {
      world.chronicle().count(Count.DOUBLED_PERMITS);
      copies = dice.between(2, 10);
    }
    for (; copies > 0; copies--) {
      underWay++;
      world.after(
          bad(PermitIll.DELAYED) ? dice.millis(1_000, 40_000) : dice.millis(2, 50), this::deliver);
    }
  }

  private boolean bad(PermitIll ill) {
    return !world.healed() && ills.contains(ill);
  }

  private void deliver() {
    List<Host> listening = world.hosts().stream().filter(Host::listens).toList();
    if (listening.isEmpty()) {
      world.after(Duration.ofSeconds(1), this::deliver);
      return;
    }
    var delivery = new Delivery();
    listening
        .get(dice.below(listening.size()))
        .permit(delivery::accepted, () -> world.after(Duration.ofSeconds(1), delivery::again));
    world.after(LOCK, delivery::again);
  }

  /** A record that a consumer has acquired. */
  private final class Delivery {
    private boolean done;

    void accepted() {
      if (!done) {
        done = true;
        underWay--;
      }
    }

    void again() {
      if (!done) {
        done = true;
        deliver();
      }
    }
  }

  void checkDrained() {
    int kept = world.tables().outbox.size();
    if (kept > 0 || underWay > 0) {
      world.violated(
          Invariant.QUEUE_DRAINS,
          "%d rows in the outbox, %d permits are left".formatted(kept, underWay));
    }
  }
}
