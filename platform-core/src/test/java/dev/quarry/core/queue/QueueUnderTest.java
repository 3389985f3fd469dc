package dev.quarry.core.queue;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Schedule;
import dev.quarry.core.trajectory.StepTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A queue with its tables, as {@link QueueContract} speaks to one. */
interface QueueUnderTest {
  /** Of jobs where it is no matter what they ask. */
  JobSpec SPEC =
      new JobSpec(
          "q",
          Mode.REACT,
          List.of("web"),
          List.of(),
          "extractive",
          Budget.standard(Mode.REACT),
          Map.of(),
          false,
          false,
          null);

  Duration LEASE = Duration.ofSeconds(30);

  UUID tenant(String slug, double weight, int maxRunning);

  default UUID tenant(String slug) {
    return tenant(slug, 1, 64);
  }

  /** A queued job, younger than those before it. */
  UUID job(UUID tenantId, int rollouts, Schedule schedule);

  default UUID job(UUID tenantId, int rollouts, int priority) {
    return job(tenantId, rollouts, Schedule.of(priority));
  }

  default UUID job(UUID tenantId) {
    return job(tenantId, 1, 0);
  }

  Claims claims(String runner);

  default Lease claim(String runner) {
    return claims(runner).claim().orElseThrow();
  }

  /** There is one runner with so many slots. */
  void slots(int number);

  Leases leases();

  Rollouts rollouts();

  StepTable steps();

  /** The database's time. */
  Instant now();

  /** Time passes in the database. */
  void passes(Duration time);

  /** What a user does with a job. */
  enum Wish {
    CANCEL,
    PAUSE,
    RESUME,
    ANSWER,
    INPUT
  }

  void user(UUID tenantId, UUID jobId, Wish wish);

  /**
   * @return rollouts of a job, in order: state, owner, epoch, attempts, then what its user wants
   */
  List<String> rollouts(UUID jobId);

  String jobState(UUID tenantId, UUID jobId);

  /**
   * @return queued and running as they are counted
   */
  String counters(UUID tenantId);

  double virtualTime(UUID tenantId);

  /**
   * @return for how long a rollout has held slots, as far as that is charged
   */
  double slotSeconds(Lease lease);

  /**
   * @return the steps of a rollout: number, epoch, kind
   */
  List<String> steps(Lease lease);

  int permits();

  /**
   * @return lines of the usage record
   */
  int charged(UUID tenantId);
}
