package dev.quarry.runner.work;

import dev.quarry.core.event.JobEvent;
import dev.quarry.core.job.Budget;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Report;
import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.queue.Claims;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Leases;
import dev.quarry.core.queue.Parked;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.queue.Rollouts;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Journal;
import dev.quarry.core.trajectory.JournalLimits;
import dev.quarry.core.trajectory.SourceRef;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepKey;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.StepTable;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.Allowance;
import dev.quarry.runner.engine.FakeRollout;
import dev.quarry.runner.engine.RolloutEngine;
import dev.quarry.runner.engine.StepSink;
import dev.quarry.runner.engine.ToolOutcome;
import dev.quarry.runner.model.ChatModel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A queue in memory that holds one rollout, and a runner with one slot that works on it. */
final class OneRollout
    implements Claims, Leases, Rollouts, StepTable, Workbench, Announcements, AutoCloseable {
  static final UUID JOB = new UUID(0, 7);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration HAND_OVER_PAUSE = Duration.ofSeconds(15);
  private static final UUID ID = new UUID(0, 8);

  /** What became of the rollout, in order: paused, waiting, ended, handed back. */
  final BlockingQueue<String> left = new LinkedBlockingQueue<>();

  final List<Step.InputReceived> inputs = new CopyOnWriteArrayList<>();
  final FakeRollout shape = new FakeRollout();
  volatile Leases.Wishes wishes = Leases.Wishes.NONE;
  volatile Parked parked = Parked.DONE;

  /** What is read of the steps that are there. */
  volatile UnaryOperator<Trajectory> read = UnaryOperator.identity();

  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  final SlotPool slots;
  final Heartbeat heartbeat;
  private final Journal journal;
  private final ControlConsumer control;
  private final ChatModel model;
  private final List<StepRecord> steps = new ArrayList<>();
  private boolean queued = true;
  private volatile @Nullable RolloutEnd end;

  /** What was told to be used up without an end. */
  volatile RolloutUse use = RolloutUse.NONE;

  OneRollout(ChatModel model) {
    this.model = model;
    this.journal = new Journal(this, JournalLimits.STANDARD, metrics);
    this.slots =
        new SlotPool(
            new SlotPool.Limits(1, LEASE, HAND_OVER_PAUSE),
            this,
            this,
            new RolloutWorker(this, journal, this, this),
            Time.SYSTEM,
            metrics);
    this.heartbeat = new Heartbeat(this, slots, LEASE, Time.SYSTEM);
    this.control = new ControlConsumer(Map.of(), slots);
  }

  /** A record comes on the control topic. */
  void control(@Nullable String value) {
    control.obey(new ConsumerRecord<>("quarry.control", 0, 0, null, value));
  }

  void control(String type, UUID job) {
    control("{\"type\":\"%s\",\"jobId\":\"%s\"}".formatted(type, job));
  }

  /** Waits until the rollout has left its slot. */
  String left() throws InterruptedException {
    String how = left.poll(20, TimeUnit.SECONDS);
    return how == null ? "still there" : how;
  }

  synchronized void requeue() {
    queued = true;
  }

  Optional<RolloutEnd> end() {
    return Optional.ofNullable(end);
  }

  synchronized Trajectory trajectory() {
    return Trajectory.of(steps);
  }

  @Override
  public synchronized Optional<Lease> claim() {
    if (!queued) {
      return Optional.empty();
    }
    queued = false;
    long epoch = steps.stream().filter(s -> s.step() instanceof Step.Leased).count() + 1;
    long seq = steps.size() + 1L;
    steps.add(new StepRecord(seq, epoch, Instant.EPOCH, new Step.Leased(epoch, "r", "2", 1)));
    var known = new Wishes(wishes.cancel(), wishes.pause(), inputs.size(), wishes.giveWay());
    return Optional.of(new Lease(new UUID(0, 6), JOB, ID, 0, epoch, 1, seq, 0, known));
  }

  @Override
  public Map<UUID, Wishes> heartbeat(Collection<Lease> leases) {
    return Map.of(ID, wishes);
  }

  @Override
  public boolean handBack(Lease lease, Duration pause) {
    return left.add(pause.isZero() ? "handed back" : "handed over");
  }

  @Override
  public Begun begin(Lease lease) {
    var spec =
        new JobSpec(
            "Who built it?",
            Mode.REACT,
            List.of("web"),
            List.of(),
            "scripted",
            Budget.standard(Mode.REACT),
            Map.of(),
            false,
            false,
            null);
    return new Begun(spec, steps(lease));
  }

  @Override
  public Trajectory steps(Lease lease) {
    return read.apply(trajectory());
  }

  @Override
  public List<Step.InputReceived> inputs(Lease lease, int after) {
    return inputs.stream().filter(i -> i.ordinal() > after).toList();
  }

  @Override
  public Parked pause(Lease lease) {
    if (parked == Parked.DONE) {
      left.add("paused");
    }
    return parked;
  }

  @Override
  public Parked await(Lease lease, Step.InputRequested request) {
    if (parked == Parked.DONE) {
      left.add("asks: " + request.message());
    }
    return parked;
  }

  @Override
  public void account(Lease lease, RolloutUse soFar) {
    use = soFar;
  }

  @Override
  public void end(Lease lease, RolloutEnd how) {
    end = how;
    left.add("ended " + how.state().name());
  }

  @Override
  public synchronized Map<StepKey, Instant> write(List<StepRow> rows, boolean again) {
    var durable = new HashMap<StepKey, Instant>();
    for (StepRow row : rows) {
      if (row.key().seq() == steps.size() + 1L) {
        steps.add(new StepRecord(row.key().seq(), row.key().epoch(), Instant.EPOCH, row.step()));
        durable.put(row.key(), Instant.EPOCH);
      }
    }
    return durable;
  }

  @Override
  public Brief brief(JobSpec spec) {
    return shape.brief();
  }

  @Override
  public RolloutEngine engine(Lease lease, JobSpec spec, Trajectory opened, StepSink sink) {
    return new RolloutEngine(
        new RolloutEngine.Parts(
            shape.agentMode(),
            model,
            call -> ToolOutcome.failed("none", "nothing"),
            sink,
            FakeRollout.TOKENS,
            new WorkedTime(opened, Time.SYSTEM),
            Allowance.UNLIMITED,
            (round, note) -> {},
            ID.toString()));
  }

  @Override
  public Report report(Lease lease, String answer, List<SourceRef> sources) {
    return new Report(answer, List.of());
  }

  @Override
  public void announce(JobEvent event) {}

  @Override
  public void close() throws InterruptedException {
    slots.drain(Duration.ofSeconds(5));
    journal.close();
  }
}
