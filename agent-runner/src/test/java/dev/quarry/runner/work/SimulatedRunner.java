package dev.quarry.runner.work;

import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.Report;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Topics;
import dev.quarry.core.tenancy.StorageException;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Journal;
import dev.quarry.core.trajectory.JournalLimits;
import dev.quarry.core.trajectory.SourceRef;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.RolloutEngine;
import dev.quarry.runner.engine.StepSink;
import dev.quarry.runner.work.sim.RunnerParts;
import dev.quarry.runner.work.sim.RunnerProcess;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A runner as {@link Runner} puts it together, without Kafka, plugins and a real database. */
public final class SimulatedRunner implements RunnerProcess {
  /** Counts nothing. */
  private static final MeterRegistry NO_METRICS = new CompositeMeterRegistry();

  private final RunnerParts parts;
  private final Timers timers;
  private final Journal journal;
  private final SlotPool slots;
  private final Heartbeat heartbeat;
  private final ControlConsumer control;

  public SimulatedRunner(RunnerParts parts) {
    this.parts = parts;
    ThreadFactory threads = Thread.ofVirtual().factory();
    RunnerParts.Database database = parts.database();
    JournalLimits standard = JournalLimits.STANDARD;
    this.timers = new Timers(threads, parts.time());
    this.journal =
        new Journal(
            database.steps(),
            new JournalLimits(
                parts.limits().journalBatch(),
                standard.maxPageCharacters(),
                standard.queueCapacity(),
                standard.retryCap(),
                standard.settleWait()),
            NO_METRICS,
            threads,
            parts.time());
    this.slots =
        new SlotPool(
            new SlotPool.Limits(
                parts.limits().slots(), parts.limits().lease(), parts.limits().handOverPause()),
            database.claims(),
            database.leases(),
            new RolloutWorker(
                database.rollouts(), journal, parts.announcements()::accept, new Simulated()),
            parts.time(),
            NO_METRICS);
    this.heartbeat = new Heartbeat(database.leases(), slots, parts.limits().lease(), parts.time());
    this.control = new ControlConsumer(Map.of(), slots);
  }

  @Override
  public void start() {
    timers.every(heartbeat.interval(), "heartbeat", heartbeat::beat);
    timers.every(Runner.FENCE_CHECK_EVERY, "fence check", heartbeat::fenceWhenLate);
    timers.every(parts.limits().sweep(), "sweep", slots::fill);
  }

  @Override
  public void permit() throws StorageException {
    slots.fill();
  }

  @Override
  public void control(String record) {
    control.obey(new ConsumerRecord<>(Topics.CONTROL, 0, 0, null, record));
  }

  @Override
  public boolean drain() {
    try {
      return slots.drain(parts.limits().drain());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      timers.close();
      journal.close();
    }
  }

  @Override
  public int busy() {
    return slots.busy();
  }

  /** The real modes and engine with what the simulation has for model and tools. */
  private final class Simulated implements Workbench {
    @Override
    public Brief brief(JobSpec spec) {
      return parts.bench().brief(spec);
    }

    @Override
    public RolloutEngine engine(Lease lease, JobSpec spec, Trajectory opened, StepSink sink) {
      return new RolloutEngine(
          parts.bench().parts(lease, opened, sink, new WorkedTime(opened, parts.time())));
    }

    @Override
    public Report report(Lease lease, String answer, List<SourceRef> sources) {
      return new Report(answer, List.of());
    }
  }
}
