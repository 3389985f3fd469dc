package dev.quarry.runner.work;

import dev.quarry.core.event.JobEvent;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.Termination;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.Parked;
import dev.quarry.core.queue.Rollouts;
import dev.quarry.core.tenancy.StorageException;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Journal;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.NewerWorkException;
import dev.quarry.core.trajectory.PageText;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import dev.quarry.core.trajectory.StepKey;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.core.trajectory.UnsettledException;
import dev.quarry.runner.engine.PromptMismatchException;
import dev.quarry.runner.engine.RolloutEngine;
import dev.quarry.runner.engine.RolloutOutcome;
import dev.quarry.runner.engine.StepSink;
import dev.quarry.runner.engine.UserWishes;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on one rollout from its claim to its end, or to the loss of its lease. */
final class RolloutWorker {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutWorker.class);

  /** Holders in a row that left no step behind before a rollout counts as poison. */
  private static final int POISON_ATTEMPTS = 3;

  private final Rollouts rollouts;
  private final Journal journal;
  private final Announcements announcements;
  private final Workbench workbench;

  RolloutWorker(
      Rollouts rollouts, Journal journal, Announcements announcements, Workbench workbench) {
    this.rollouts = rollouts;
    this.journal = journal;
    this.announcements = announcements;
    this.workbench = workbench;
  }

  /**
   * How the work came to its end.
   *
   * <p>{@code PARKED}: the rollout waits for its user, without a lease. {@code HAND_BACK}: the
   * lease is still held and is to be given back. {@code HAND_OVER}: the same, and it takes a newer
   * runner to go on.
   */
  enum Outcome {
    ENDED,
    PARKED,
    HAND_BACK,
    HAND_OVER,
    LOST
  }

  Outcome run(HeldRollout held) {
    Lease lease = held.lease();
    try {
      return work(held);
    } catch (LeaseLostException e) {
      LOG.atWarn()
          .addKeyValue("rolloutId", lease.rolloutId())
          .log("lease lost: {}", e.getMessage());
      return Outcome.LOST;
    } catch (NewerWorkException e) {
      LOG.atWarn()
          .addKeyValue("rolloutId", lease.rolloutId())
          .log("left to a newer runner: {}", e.getMessage());
      return Outcome.HAND_OVER;
    } catch (InterruptedException e) {
      return held.stopReason().orElse(StopReason.DRAINING) == StopReason.LEASE_LOST
          ? Outcome.LOST
          : handBack(held);
    } catch (StorageException e) {
      LOG.atWarn()
          .addKeyValue("rolloutId", lease.rolloutId())
          .log("the database failed, the rollout waits for its next holder: {}", e.getMessage());
      return Outcome.HAND_BACK;
    }
  }

  /** What was used up is written down first: while it waits for a slot, its user may end it. */
  private Outcome handBack(HeldRollout held) {
    held.finishing();
    try {
      rollouts.account(held.lease(), Endings.use(rollouts.steps(held.lease())));
      return Outcome.HAND_BACK;
    } catch (LeaseLostException e) {
      return Outcome.LOST;
    } catch (StorageException e) {
      LOG.atWarn()
          .addKeyValue("rolloutId", held.lease().rolloutId())
          .log("what was used is not written down, the next holder does it: {}", e.getMessage());
      return Outcome.HAND_BACK;
    }
  }

  private Outcome work(HeldRollout held) throws LeaseLostException, InterruptedException {
    Lease lease = held.lease();
    JobSpec spec = rollouts.begin(lease);
    announcements.announce(state(lease, "RUNNING"));
    Trajectory found = steps(lease);
    Optional<Trajectory> done;
    try {
      done = found.ended().isPresent() ? Optional.of(found) : research(held, spec, found);
    } catch (UnfitJobException e) {
      done = abort(held, Termination.INTERNAL_ERROR, e.code(), String.valueOf(e.getMessage()));
    } catch (PromptMismatchException e) {
      LOG.atError().addKeyValue("rolloutId", lease.rolloutId()).log("{}", e.getMessage());
      done =
          abort(
              held, Termination.INTERNAL_ERROR, "prompt-mismatch", String.valueOf(e.getMessage()));
    } catch (UnsettledException e) {
      throw e;
    } catch (InterruptedException e) {
      if (held.stopReason().orElse(StopReason.DRAINING) != StopReason.CANCELLED) {
        throw e;
      }
      done = cancelled(held);
    } catch (StorageException | NewerWorkException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("rolloutId", lease.rolloutId()).setCause(e).log("engine failed");
      done =
          abort(
              held,
              Termination.INTERNAL_ERROR,
              "internal-error",
              "Something went wrong inside the platform; its log has the details.");
    }
    return done.isPresent() ? end(held, done.get()) : Outcome.PARKED;
  }

  /**
   * @return all steps, the last one an end; empty when the rollout has left its slot without one
   */
  private Optional<Trajectory> research(HeldRollout held, JobSpec spec, Trajectory found)
      throws LeaseLostException, InterruptedException, UnfitJobException {
    Lease lease = held.lease();
    if (lease.wishes().cancel()) {
      return cancelled(held);
    }
    if (lease.fruitless() >= POISON_ATTEMPTS) {
      return abort(held, Termination.POISON, "poison", "no progress in three attempts");
    }
    Trajectory opened = found;
    if (found.brief().isEmpty()) {
      Brief brief = workbench.brief(spec);
      opened = found.plus(append(lease, found.nextSeq(), new Step.Opened(brief), List.of()));
    }
    RolloutEngine engine = workbench.engine(lease, spec, opened, sink(held));
    UserWishes wishes = new HeldWishes(held, rollouts);
    Trajectory now = opened;
    while (true) {
      RolloutOutcome outcome = engine.run(now, wishes);
      now = outcome.trajectory();
      Optional<Parked> parked = park(held, outcome);
      if (parked.isEmpty()) {
        return Optional.of(now);
      }
      switch (parked.get()) {
        case DONE -> {
          return Optional.empty();
        }
        case CANCELLED -> {
          return cancelled(held);
        }
        case RESUMED -> held.resume();
      }
    }
  }

  /**
   * @return empty at the end of a rollout
   */
  private Optional<Parked> park(HeldRollout held, RolloutOutcome outcome)
      throws LeaseLostException {
    if (!(outcome instanceof RolloutOutcome.Ended)) {
      rollouts.account(held.lease(), Endings.use(outcome.trajectory()));
    }
    return switch (outcome) {
      case RolloutOutcome.Ended ended -> Optional.empty();
      case RolloutOutcome.Paused paused -> Optional.of(rollouts.pause(held.lease()));
      case RolloutOutcome.Awaiting awaiting ->
          Optional.of(rollouts.await(held.lease(), awaiting.request()));
    };
  }

  private Optional<Trajectory> cancelled(HeldRollout held)
      throws LeaseLostException, InterruptedException {
    return abort(held, Termination.CANCELLED, "cancelled", "cancelled by its user");
  }

  /** Writes an end of our own after whatever steps there are by now. */
  private Optional<Trajectory> abort(
      HeldRollout held, Termination termination, String code, String detail)
      throws LeaseLostException, InterruptedException {
    held.finishing();
    Lease lease = held.lease();
    Trajectory now = steps(lease);
    if (now.ended().isPresent()) {
      return Optional.of(now);
    }
    return Optional.of(
        now.plus(
            append(
                lease, now.nextSeq(), new Step.Ended(termination, null, code, detail), List.of())));
  }

  /**
   * The fence holds for who knows its next number from before a takeover. One that reads it only
   * now – its claim was answered late, or it stood still – must see by the steps that it is too
   * late.
   *
   * @throws NewerWorkException when there are steps, or prompts, of newer code than this
   */
  private Trajectory steps(Lease lease) throws LeaseLostException {
    Trajectory now = rollouts.steps(lease);
    if (now.steps().stream().anyMatch(step -> step.epoch() > lease.epoch())) {
      throw new LeaseLostException(lease.rolloutId(), "there are steps of a later holder");
    }
    int prompts = now.brief().map(Brief::promptVersion).orElse(0);
    if (prompts > BriefFactory.PROMPT_VERSION) {
      throw new NewerWorkException(
          "its prompts are of version %d, the newest known here is %d"
              .formatted(prompts, BriefFactory.PROMPT_VERSION));
    }
    return now;
  }

  private Outcome end(HeldRollout held, Trajectory done) throws LeaseLostException {
    held.finishing();
    Lease lease = held.lease();
    rollouts.end(
        lease, Endings.of(done, answer -> workbench.report(lease, answer, done.sources())));
    return Outcome.ENDED;
  }

  private StepSink sink(HeldRollout held) {
    return new StepSink() {
      @Override
      public StepRecord append(long seq, Step step, List<PageText> pages)
          throws LeaseLostException, InterruptedException {
        return RolloutWorker.this.append(held.lease(), seq, step, pages);
      }

      @Override
      public void requireLease() throws LeaseLostException {
        held.require();
      }
    };
  }

  private StepRecord append(Lease lease, long seq, Step step, List<PageText> pages)
      throws LeaseLostException, InterruptedException {
    StepRecord written =
        journal.append(
            new StepKey(lease.tenantId(), lease.rolloutId(), seq, lease.epoch()), step, pages);
    announcements.announce(
        new JobEvent.StepWritten(
            lease.tenantId(), lease.jobId(), lease.ordinal(), seq, StepCodec.kind(step)));
    return written;
  }

  private static JobEvent state(Lease lease, String state) {
    return new JobEvent.StateChanged(lease.tenantId(), lease.jobId(), state);
  }
}
