package dev.quarry.core.queue;

import dev.quarry.core.job.Schedule;
import dev.quarry.core.testing.MemoryDatabase;
import dev.quarry.core.testing.MemoryIntake;
import dev.quarry.core.testing.MemoryTables;
import dev.quarry.core.trajectory.StepTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

/** The contract, kept by the queue in memory. */
class MemoryQueueTest extends QueueContract {
  @Override
  QueueUnderTest open() {
    return new MemoryQueue();
  }

  static final class MemoryQueue implements QueueUnderTest {
    private final MemoryDatabase database = new MemoryDatabase(VirtualTime.STANDARD, this::now);
    private final MemoryTables tables = database.tables();
    private Instant now = Instant.EPOCH;

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public UUID tenant(String slug, double weight, int maxRunning) {
      UUID id = UUID.randomUUID();
      tables.tenant(id).weight = weight;
      tables.tenant(id).maxRunning = maxRunning;
      return id;
    }

    @Override
    public UUID job(UUID tenantId, int rollouts, Schedule schedule) {
      UUID id = UUID.randomUUID();
      passes(Duration.ofMillis(1));
      database
          .intake()
          .enqueue(
              tenantId,
              id,
              SPEC,
              Stream.generate(UUID::randomUUID).limit(rollouts).toList(),
              schedule);
      return id;
    }

    @Override
    public Claims claims(String runner) {
      return database.claims(new ClaimStore.Holder(runner, "test"), LEASE);
    }

    @Override
    public void slots(int number) {
      tables.runner("a", number, now);
    }

    @Override
    public Leases leases() {
      return database.leases(LEASE);
    }

    @Override
    public Rollouts rollouts() {
      return database.rollouts();
    }

    @Override
    public StepTable steps() {
      return database.steps();
    }

    @Override
    public void passes(Duration time) {
      now = now.plus(time);
    }

    @Override
    public void user(UUID tenantId, UUID jobId, Wish wish) {
      MemoryIntake intake = database.intake();
      switch (wish) {
        case CANCEL -> intake.cancel(jobId);
        case PAUSE -> intake.pause(jobId);
        case RESUME -> intake.resume(jobId);
        case ANSWER -> intake.answer(jobId);
        case INPUT -> intake.input(jobId);
      }
    }

    @Override
    public List<String> rollouts(UUID jobId) {
      return tables.rolloutsOf(jobId).stream()
          .map(
              r ->
                  "%s of %s @%d, %d attempts, wants [%s%s], %d in"
                      .formatted(
                          r.state.name(),
                          Objects.requireNonNullElse(r.owner, "-"),
                          r.epoch,
                          r.attempts,
                          r.cancelRequested ? "cancel" : "",
                          r.pauseRequested ? "pause" : "",
                          r.inputs))
          .toList();
    }

    @Override
    public String jobState(UUID tenantId, UUID jobId) {
      return Objects.requireNonNull(tables.jobs.get(jobId)).state.name();
    }

    @Override
    public String counters(UUID tenantId) {
      MemoryTables.Tenant tenant = tables.tenant(tenantId);
      return "%d queued, %d running".formatted(tenant.queued, tenant.running);
    }

    @Override
    public double virtualTime(UUID tenantId) {
      return tables.tenant(tenantId).vtime;
    }

    @Override
    public double slotSeconds(Lease lease) {
      return Objects.requireNonNull(tables.rollouts.get(lease.rolloutId())).slotSeconds;
    }

    @Override
    public List<String> steps(Lease lease) {
      return Objects.requireNonNull(tables.rollouts.get(lease.rolloutId())).steps.values().stream()
          .map(s -> "%d@%d %s".formatted(s.seq(), s.epoch(), s.kind()))
          .toList();
    }

    @Override
    public int permits() {
      return (int) tables.outbox.stream().filter(o -> o.topic().equals(Topics.PERMITS)).count();
    }

    @Override
    public int charged(UUID tenantId) {
      return (int) tables.used.stream().filter(u -> u.tenantId().equals(tenantId)).count();
    }
  }
}
