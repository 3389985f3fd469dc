package dev.quarry.api.job;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.core.job.JobState;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * What a user does with a job that is there: cancelling, pausing, resuming, steering, answering.
 */
@Singleton
public final class ControlService {
  private final ControlStore store;
  private final JobService jobs;
  private final IdempotencyService keys;
  private final JobSignals signals;
  private final int messages;

  ControlService(
      ControlStore store,
      JobService jobs,
      IdempotencyService keys,
      JobSignals signals,
      ApiConfig config) {
    this.store = store;
    this.jobs = jobs;
    this.keys = keys;
    this.signals = signals;
    this.messages = config.requests().messages();
  }

  /**
   * Asks for the end of a job; once more is no mistake.
   *
   * @throws ApiException when it ended otherwise
   */
  public JobView cancel(UUID tenantId, UUID jobId) {
    JobView after =
        change(
            tenantId,
            jobId,
            job -> {
              switch (job.state()) {
                case JobState.Queued _,
                    JobState.Running _,
                    JobState.WaitingInput _,
                    JobState.Paused _ ->
                    store.cancel(job);
                case JobState.Cancelled _ -> {}
                case JobState.Terminal end -> throw ended(end, "cancelled");
              }
            });
    signals.cancelled();
    return after;
  }

  /**
   * Asks a job to stop at its next step; once more is no mistake.
   *
   * @throws ApiException when it has ended or waits for an answer
   */
  public JobView pause(UUID tenantId, UUID jobId) {
    return change(
        tenantId,
        jobId,
        job -> {
          switch (job.state()) {
            case JobState.Queued s -> store.pause(job, s.paused());
            case JobState.Running s -> store.pause(job, s.paused());
            case JobState.Paused _ -> {}
            case JobState.WaitingInput _ -> throw awaited("cannot be paused: it holds no slot");
            case JobState.Terminal end -> throw ended(end, "paused");
          }
        });
  }

  /**
   * Lets a paused job go on; where it goes on already, that is no mistake.
   *
   * @throws ApiException when it has ended or waits for an answer
   */
  public JobView resume(UUID tenantId, UUID jobId) {
    return change(
        tenantId,
        jobId,
        job -> {
          switch (job.state()) {
            case JobState.Paused s -> store.resume(job, s.resumed());
            case JobState.Queued _, JobState.Running _ -> store.resume(job);
            case JobState.WaitingInput _ -> throw awaited("is not paused");
            case JobState.Terminal end -> throw ended(end, "resumed");
          }
        });
  }

  /**
   * Tells a job something, to be taken in before its next round. The same key and message once more
   * tell it once.
   *
   * @param key the client's idempotency key
   * @throws ApiException when it has ended, waits for an answer or has been told enough
   */
  public JobView steer(UUID tenantId, UUID jobId, Message message, Optional<String> key) {
    return change(
        tenantId,
        jobId,
        key.map(k -> new Idempotency(k, "steer %s %s".formatted(jobId, message.hash()))),
        job -> {
          switch (job.state()) {
            case JobState.Queued _, JobState.Running _, JobState.Paused _ -> steer(job, message);
            case JobState.WaitingInput _ -> throw awaited("takes no other message now");
            case JobState.Terminal end -> throw ended(end, "steered");
          }
        });
  }

  private void steer(ControlStore.Held job, Message message) throws SQLException {
    if (!store.steer(job, message.told().orElseThrow(), messages)) {
      throw ApiException.of(
          ErrorCode.TOO_MANY_MESSAGES,
          "The job was sent %d messages, and no more are accepted.".formatted(messages));
    }
  }

  /**
   * Gives a job the answer that it waits for. The same key and message once more answer once.
   *
   * @param key the client's idempotency key
   * @throws ApiException when it asks nothing, or something else than is answered
   */
  public JobView answer(UUID tenantId, UUID jobId, Message message, Optional<String> key) {
    return change(
        tenantId,
        jobId,
        key.map(k -> new Idempotency(k, "answer %s %s".formatted(jobId, message.hash()))),
        job -> {
          switch (job.state()) {
            case JobState.WaitingInput s -> answer(job, s, message);
            case JobState.Queued _, JobState.Running _, JobState.Paused _ ->
                throw nothingAsked(job.state());
            case JobState.Terminal end -> throw ended(end, "answered");
          }
        });
  }

  private void answer(ControlStore.Held job, JobState.WaitingInput waiting, Message message)
      throws SQLException {
    boolean plan = job.awaiting() != null && job.awaiting().isPlan();
    boolean approved = Boolean.TRUE.equals(message.approved());
    if (!plan && message.approved() != null) {
      throw ApiException.invalid(
          "approved", "is for plans; the job asks a question, which message answers");
    }
    if (message.told().isEmpty() && !approved) {
      throw ApiException.invalid(
          "message",
          plan
              ? "is missing; it says what to change in the plan, or send \"approved\": true"
              : "is missing; the job asks a question");
    }
    store.answer(job, message.told().orElse(""), approved, waiting.answered());
  }

  private JobView change(UUID tenantId, UUID jobId, ControlStore.Change change) {
    return change(tenantId, jobId, Optional.empty(), change);
  }

  private JobView change(
      UUID tenantId, UUID jobId, Optional<Idempotency> idempotency, ControlStore.Change change) {
    Optional<Idempotency.Kept> kept = store.hold(tenantId, jobId, idempotency, change);
    if (idempotency.isPresent()) {
      kept.ifPresent(idempotency.get()::requireSame);
      keys.used(tenantId);
    }
    signals.changed();
    return jobs.get(tenantId, jobId);
  }

  private static ApiException ended(JobState.Terminal end, String what) {
    return ApiException.of(
        ErrorCode.JOB_ENDED,
        "The job ended as %s and cannot be %s any more.".formatted(end.name(), what));
  }

  private static ApiException awaited(String why) {
    return ApiException.of(
        ErrorCode.ANSWER_AWAITED,
        "The job waits for your answer and %s. Its field awaiting has what it asks; POST the answer"
                .formatted(why)
            + " to its path /answer, or cancel it.");
  }

  private static ApiException nothingAsked(JobState state) {
    return ApiException.of(
        ErrorCode.NOTHING_ASKED,
        "The job is %s and asks nothing. To tell it something all the same, POST to its path"
                .formatted(state.name())
            + " /messages.");
  }
}
