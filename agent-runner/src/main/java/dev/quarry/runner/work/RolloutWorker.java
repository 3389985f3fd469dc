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
   * lease is still held and is to be given back. {@code GIVE_WAY}: the same, for others to have the
   * slot. {@code HAND_OVER}: the same, and it takes a newer runner to go on.
   */
  enum Outcome {
    ENDED,
    PARKED,
    HAND_BACK,
    GIVE_WAY,
    HAND_OVER,
    LOST
  }

  Outcome run(HeldRollout held) {
    Lease lease = held.lease();
    try {
      return work(held);
    } catch (LeaseLostException e) {
      return lost(lease, String.valueOf(e.getMessage()));
    } catch (NewerWorkException e) {
      LOG.atWarn()
          .addKeyValue("rolloutId", lease.rolloutId())
          .log("left to a newer runner: {}", e.getMessage());
      return Outcome.HAND_OVER;
    } catch (InterruptedException e) {
      return held.stopReason().orElse(StopReason.DRAINING) == StopReason.LEASE_LOST
          ? lost(lease, "the heartbeat has not kept it")
          : handBack(held);
    } catch (StorageException e) {
      LOG.atWarn()
          .addKeyValue("rolloutId", lease.rolloutId())
          .log("the database failed, the rollout waits for its next holder: {}", e.getMessage());
      return Outcome.HAND_BACK;
    }
  }

  private static Outcome lost(Lease lease, String why) {
    LOG.atWarn().addKeyValue("rolloutId", lease.rolloutId()).log("lease lost: {}", why);
    return Outcome.LOST;
  }

  /** What was used up is written down first: while it waits for a slot, its user may end it. */
  private Outcome handBack(HeldRollout held) {
    held.finishing();
    try {
      rollouts.account(held.lease(), Endings.use(rollouts.steps(held.lease())));
      return Outcome.HAND_BACK;
    } catch (LeaseLostException e) {
      return lost(held.lease(), String.valueOf(e.getMessage()));
    } catch (StorageException e) {
      LOG.atWarn()
          .addKeyValue("rolloutId", held.lease().rolloutId())
          .log("what was used is not written down, the next holder does it: {}", e.getMessage());
      return Outcome.HAND_BACK;
    }
  }

  private Outcome work(HeldRollout held) throws LeaseLostException, InterruptedException {
    Lease lease = held.lease();
    Rollouts.Begun begun = rollouts.begin(lease);
    announcements.announce(state(lease, "RUNNING"));
    Trajectory found = fit(lease, begun.steps());
    Left left;
    try {
      left = found.ended().isPresent() ? new Left.Done(found) : research(held, begun.spec(), found);
    } catch (UnfitJobException e) {
      left = abort(held, Termination.INTERNAL_ERROR, e.code(), String.valueOf(e.getMessage()));
    } catch (PromptMismatchException e) {
      LOG.atError().addKeyValue("rolloutId", lease.rolloutId()).log("{}", e.getMessage());
      left =
          abort(
              held, Termination.INTERNAL_ERROR, "prompt-mismatch", String.valueOf(e.getMessage()));
    } catch (UnsettledException e) {
      throw e;
    } catch (InterruptedException e) {
      if (held.stopReason().orElse(StopReason.DRAINING) != StopReason.CANCELLED) {
        throw e;
      }
      left = cancelled(held);
    } catch (StorageException | NewerWorkException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("rolloutId", lease.rolloutId()).setCause(e).log("engine failed");
      left =
          abort(
              held,
              Termination.INTERNAL_ERROR,
              "internal-error",
              "Something went wrong inside the platform; its log has the details.");
    }
    return switch (left) {
      case Left.Done(Trajectory done) -> end(held, done);
      case Left.Open(Outcome how) -> how;
    };
  }

  /** How the engine has left a rollout. */
  private sealed interface Left {
    /** With all its steps, the last one an end. */
    record Done(Trajectory steps) implements Left {}

    /** To go on later. */
    record Open(Outcome how) implements Left {}
  }

  private Left research(HeldRollout held, JobSpec spec, Trajectory found)
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
      if (!(outcome instanceof RolloutOutcome.Ended)) {
        rollouts.account(lease, Endings.use(now));
      }
      Parked parked;
      switch (outcome) {
        case RolloutOutcome.Ended ended -> {
          return new Left.Done(now);
        }
        case RolloutOutcome.GaveWay gaveWay -> {
          return new Left.Open(Outcome.GIVE_WAY);
        }
        case RolloutOutcome.Paused paused -> parked = rollouts.pause(lease);
        case RolloutOutcome.Awaiting awaiting -> parked = rollouts.await(lease, awaiting.request());
      }
      switch (parked) {
        case DONE -> {
          return new Left.Open(Outcome.PARKED);
        }
        case CANCELLED -> {
          return cancelled(held);
        }
        case RESUMED -> held.resume();
      }
    }
  }

  private Left cancelled(HeldRollout held) throws LeaseLostException, InterruptedException {
    return abort(held, Termination.CANCELLED, "cancelled", "cancelled by its user");
  }

  /** Writes an end of our own after whatever steps there are by now. */
  private Left abort(HeldRollout held, Termination termination, String code, String detail)
      throws LeaseLostException, InterruptedException {
    held.finishing();
    Lease lease = held.lease();
    Trajectory now = fit(lease, rollouts.steps(lease));
    if (now.ended().isPresent()) {
      return new Left.Done(now);
    }
    return new Left.Done(
        now.plus(
            append(
                lease, now.nextSeq(), new Step.Ended(termination, null, code, detail), List.of())));
  }

  /**
   * The fence holds for who knows its next number from before a takeover. One that reads it only
   * now – its claim was answered late, or it stood still – must see by the steps that it is too
   * late.
   *
   * @return the same steps
   * @throws NewerWorkException when there are steps, or prompts, of newer code than this
   */
  private static Trajectory fit(Lease lease, Trajectory now) throws LeaseLostException {
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
