package dev.quarry.core.job;

import java.util.List;

/**
 * Where a job, or one of its rollouts, is. Legal transitions are methods on the source state: what
 * is not there cannot happen. {@code WAITING_INPUT} and {@code PAUSED} hold no slot.
 */
public sealed interface JobState {
  Queued QUEUED = new Queued();
  Running RUNNING = new Running();
  WaitingInput WAITING_INPUT = new WaitingInput();
  Paused PAUSED = new Paused();
  Succeeded SUCCEEDED = new Succeeded();
  Partial PARTIAL = new Partial();
  Failed FAILED = new Failed();
  Cancelled CANCELLED = new Cancelled();

  /**
   * @return as it is written in tables and answers
   */
  String name();

  /**
   * @return whether nothing follows
   */
  default boolean terminal() {
    return this instanceof Terminal;
  }

  static List<JobState> all() {
    return List.of(QUEUED, RUNNING, WAITING_INPUT, PAUSED, SUCCEEDED, PARTIAL, FAILED, CANCELLED);
  }

  /**
   * @throws IllegalArgumentException naming what came and what is accepted
   */
  static JobState of(String name) {
    return all().stream()
        .filter(s -> s.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "state is \"%s\"; accepted are %s"
                        .formatted(
                            name, String.join(", ", all().stream().map(JobState::name).toList()))));
  }

  /** An end. */
  sealed interface Terminal extends JobState permits Succeeded, Partial, Failed, Cancelled {}

  /**
   * A legal step from one state to another, to be carried out in the database.
   *
   * @param from only if it is still there
   * @param to then there
   */
  record Transition(JobState from, JobState to) {}

  /** Waits for a slot. */
  record Queued() implements JobState {
    @Override
    public String name() {
      return "QUEUED";
    }

    public Transition claimed() {
      return new Transition(this, RUNNING);
    }

    public Transition paused() {
      return new Transition(this, PAUSED);
    }

    public Transition cancelled() {
      return new Transition(this, CANCELLED);
    }
  }

  /** A runner holds its lease. */
  record Running() implements JobState {
    @Override
    public String name() {
      return "RUNNING";
    }

    public Transition handedBack() {
      return new Transition(this, QUEUED);
    }

    public Transition asked() {
      return new Transition(this, WAITING_INPUT);
    }

    public Transition paused() {
      return new Transition(this, PAUSED);
    }

    public Transition ended(Terminal end) {
      return new Transition(this, end);
    }
  }

  /** Needs an answer of its user. */
  record WaitingInput() implements JobState {
    @Override
    public String name() {
      return "WAITING_INPUT";
    }

    public Transition answered() {
      return new Transition(this, QUEUED);
    }

    public Transition cancelled() {
      return new Transition(this, CANCELLED);
    }
  }

  /** Stopped by its user, to be resumed. */
  record Paused() implements JobState {
    @Override
    public String name() {
      return "PAUSED";
    }

    public Transition resumed() {
      return new Transition(this, QUEUED);
    }

    public Transition cancelled() {
      return new Transition(this, CANCELLED);
    }
  }

  /** The report is written. */
  record Succeeded() implements Terminal {
    @Override
    public String name() {
      return "SUCCEEDED";
    }
  }

  /** A budget ended the search and the report is written. */
  record Partial() implements Terminal {
    @Override
    public String name() {
      return "PARTIAL";
    }
  }

  /** No report. */
  record Failed() implements Terminal {
    @Override
    public String name() {
      return "FAILED";
    }
  }

  /** Ended by its user. */
  record Cancelled() implements Terminal {
    @Override
    public String name() {
      return "CANCELLED";
    }
  }
}
