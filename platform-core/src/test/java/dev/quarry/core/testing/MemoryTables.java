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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of {@link MemoryDatabase}. Tests may look at everything and plant what they like. */
public final class MemoryTables {
  /** As PostgreSQL orders them: by bytes, which is not the order of {@link UUID#compareTo}. */
  static final Comparator<UUID> BY_BYTES =
      Comparator.<UUID, Long>comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
          .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

  public final Map<UUID, Tenant> tenants = new TreeMap<>(BY_BYTES);
  public final Map<UUID, Job> jobs = new LinkedHashMap<>();
  public final Map<UUID, Rollout> rollouts = new LinkedHashMap<>();
  public final List<Outgoing> outbox = new ArrayList<>();
  public final List<Used> used = new ArrayList<>();

  static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  public Tenant tenant(UUID id) {
    return tenants.computeIfAbsent(id, Tenant::new);
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
    public boolean fresh = true;
    public int queued;
    public int running;
    public int maxRunning = 64;

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
    public int attempts;
    public long stuckSeq;
    public int stuckAttempts;
    public boolean cancelRequested;
    public boolean pauseRequested;
    public int inputs;
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

  /** A row of {@code step}. */
  public record StoredStep(long seq, long epoch, Instant at, String kind, String body) {
    public StepRecord record() {
      return new StepRecord(seq, epoch, at, StepCodec.decode(kind, body));
    }
  }

  /** A row of {@code outbox}. */
  public record Outgoing(UUID tenantId, String topic, String key, String payload) {}

  /** A row of {@code usage_record}. */
  public record Used(UUID tenantId, UUID jobId, UUID rolloutId, RolloutUse.Line line) {}
}
