package dev.quarry.core.testing;

import dev.quarry.core.event.JobEvent;
import dev.quarry.core.event.JobEventCodec;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.JobState;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.queue.Topics;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import dev.quarry.core.trajectory.StepRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of {@link MemoryDatabase}. Tests may look at everything and plant what they like. */
public final class MemoryTables {
  /** As PostgreSQL orders them: by bytes, which is not the order of {@link UUID#compareTo}. */
  static final Comparator<UUID> BY_BYTES =
      Comparator.<UUID, Long>comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
          .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

  private static final Duration SILENT = Duration.ofSeconds(30);

  public final Map<UUID, Tenant> tenants = new TreeMap<>(BY_BYTES);
  public final Map<UUID, Job> jobs = new LinkedHashMap<>();
  public final Map<UUID, Rollout> rollouts = new LinkedHashMap<>();

  /** Those that hold a slot, in the order in which they came to it. */
  final Set<Rollout> running = new LinkedHashSet<>();

  private final Map<String, Heard> runners = new HashMap<>();

  public final List<Outgoing> outbox = new ArrayList<>();
  public final List<Used> used = new ArrayList<>();

  /** A runner tells of its slots. */
  public void runner(String id, int slots, Instant now) {
    runners.put(id, new Heard(slots, now));
  }

  /**
   * @return of all runners that were heard of lately
   */
  public int slots(Instant now) {
    return runners.values().stream()
        .filter(r -> r.seenAt().isAfter(now.minus(SILENT)))
        .mapToInt(Heard::slots)
        .sum();
  }

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  public Tenant tenant(UUID id) {
    return tenants.computeIfAbsent(id, Tenant::new);
  }

  /** What {@code fair_start()} is. */
  double fairStart(Tenant newcomer) {
    List<Tenant> others = tenants.values().stream().filter(t -> t != newcomer).toList();
    OptionalDouble start =
        others.stream().filter(t -> t.queued > 0 && !t.fresh).mapToDouble(t -> t.vtime).min();
    if (start.isEmpty()) {
      start = others.stream().filter(t -> t.running > 0).mapToDouble(t -> t.vtime).max();
    }
    return start.orElseGet(() -> others.stream().mapToDouble(t -> t.vtime).max().orElse(0));
  }

  /**
   * @param due whether they may start at once
   */
  void joinQueue(Tenant tenant, int rollouts, boolean due) {
    boolean idle = tenant.fresh || tenant.queued == 0;
    if (idle && due) {
      tenant.vtime = Math.max(tenant.vtime, fairStart(tenant));
    }
    tenant.fresh = idle && !due;
    tenant.queued += rollouts;
  }

  public List<Rollout> rolloutsOf(UUID jobId) {
    Job job = jobs.get(jobId);
    return job == null ? List.of() : List.copyOf(job.rollouts);
  }

  /**
   * @return the rollout as long as the lease holds
   */
  public Optional<Rollout> held(Lease lease) {
    return Optional.ofNullable(rollouts.get(lease.rolloutId()))
        .filter(r -> r.epoch == lease.epoch() && r.state.equals(JobState.RUNNING));
  }

  /** Changes a rollout's state; the indexes go along. */
  public void become(Rollout rollout, JobState state) {
    if (rollout.state.equals(JobState.QUEUED)) {
      tenant(rollout.tenantId()).waiting.remove(rollout);
    } else if (rollout.state.equals(JobState.RUNNING)) {
      running.remove(rollout);
    }
    rollout.state = state;
    if (state.equals(JobState.QUEUED)) {
      tenant(rollout.tenantId()).waiting.add(rollout);
    } else if (state.equals(JobState.RUNNING)) {
      running.add(rollout);
    }
  }

  /** What {@code JobIntake} sends for a rollout that waits for a slot. */
  void permit(Rollout rollout) {
    outbox.add(
        new Outgoing(
            rollout.tenantId(),
            Topics.PERMITS,
            rollout.id.toString(),
            "{\"rolloutId\":\"%s\"}".formatted(rollout.id)));
  }

  void announce(Job job, JobState state) {
    outbox.add(
        new Outgoing(
            job.tenantId,
            Topics.EVENTS,
            job.id.toString(),
            JobEventCodec.encode(new JobEvent.StateChanged(job.tenantId, job.id, state.name()))));
  }

  /** A row of {@code tenant_sched}. */
  public static final class Tenant {
    public final UUID id;
    public double weight = 1;
    public double vtime;

    /** Whether nothing of it was due when it was last looked at. */
    public boolean fresh = true;

    public int queued;
    public int running;
    public int maxRunning = 64;

    /** Those that wait for a slot, in the order of their turn. */
    final NavigableSet<Rollout> waiting =
        new TreeSet<>(
            Comparator.comparingInt((Rollout r) -> -r.priority)
                .thenComparing(r -> r.queuedAt)
                .thenComparing(r -> r.id, BY_BYTES));

    Tenant(UUID id) {
      this.id = id;
    }
  }

  /** A row of {@code job} with its rows of {@code job_input}. */
  public static final class Job {
    public final UUID tenantId;
    public final UUID id;
    public final JobSpec spec;
    public final List<Rollout> rollouts = new ArrayList<>();
    public JobState state = JobState.QUEUED;
    public Step.@Nullable InputRequested awaiting;
    public final List<Step.InputReceived> inputs = new ArrayList<>();
    public @Nullable RolloutEnd end;
    public @Nullable Instant endedAt;

    Job(UUID tenantId, UUID id, JobSpec spec) {
      this.tenantId = tenantId;
      this.id = id;
      this.spec = spec;
    }
  }

  /** A row of {@code rollout} with its rows of {@code step}. */
  public static final class Rollout {
    public final UUID id;
    public final Job job;
    public final int ordinal;
    public final int priority;
    public final Instant queuedAt;
    public final TreeMap<Long, StoredStep> steps = new TreeMap<>();
    public Instant notBefore;
    public JobState state = JobState.QUEUED;
    public @Nullable String owner;
    public long epoch;
    public @Nullable Instant leaseUntil;
    public @Nullable Instant heldSince;
    public int attempts;
    public long stuckSeq;
    public int stuckAttempts;
    public boolean cancelRequested;
    public boolean pauseRequested;
    public int inputs;
    public double slotSeconds;
    public double used;
    public @Nullable Instant chargedUntil;
    public long chargedSeq;
    public @Nullable Instant endedAt;

    Rollout(UUID id, Job job, int ordinal, int priority, Instant queuedAt) {
      this.id = id;
      this.job = job;
      this.ordinal = ordinal;
      this.priority = priority;
      this.queuedAt = queuedAt;
      this.notBefore = queuedAt;
    }

    public UUID tenantId() {
      return job.tenantId;
    }

    public long lastSeq() {
      return steps.isEmpty() ? 0 : steps.lastKey();
    }

    /** Read back from what is stored, as from the real table. */
    public List<StepRecord> records() {
      return steps.values().stream().map(StoredStep::record).toList();
    }
  }

  /**
   * A row of {@code step}.
   *
   * @param tokens into and out of models
   */
  public record StoredStep(
      long seq, long epoch, Instant at, String kind, long tokens, String body) {
    public StepRecord record() {
      return new StepRecord(seq, epoch, at, StepCodec.decode(kind, body));
    }
  }

  /** A row of {@code outbox}. */
  public record Outgoing(UUID tenantId, String topic, String key, String payload) {}

  /** A row of {@code runner}. */
  private record Heard(int slots, Instant seenAt) {}

  /** A row of {@code usage_record}. */
  public record Used(UUID tenantId, UUID jobId, UUID rolloutId, RolloutUse.Line line) {}
}
