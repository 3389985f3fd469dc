package dev.quarry.api.events;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.core.event.JobEvent;
import dev.quarry.core.job.JobState;
import dev.quarry.core.tenancy.StorageException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's stream of one job. What it sends of steps and states is read from the database after
 * the client's last position; announcements only tell it when to look. So whatever is announced
 * late, twice or never, no step is left out and none is sent twice.
 */
final class JobStream {
  private static final Logger LOG = LoggerFactory.getLogger(JobStream.class);

  private final UUID tenantId;
  private final UUID jobId;
  private final StreamStore store;
  private final ApiConfig.Events config;
  private final Inbox inbox;
  private final Supplier<Duration> poll;
  private Position position;
  private StreamEvent.@Nullable StateSeen told;
  private @Nullable StepData shaper;

  /**
   * @param poll how long to wait for announcements before looking all the same
   */
  JobStream(
      JobRef job,
      Position position,
      StreamStore store,
      ApiConfig.Events config,
      Inbox inbox,
      Supplier<Duration> poll) {
    this.tenantId = job.tenantId();
    this.jobId = job.jobId();
    this.position = position;
    this.store = store;
    this.config = config;
    this.inbox = inbox;
    this.poll = poll;
  }

  /** A tenant's job. */
  record JobRef(UUID tenantId, UUID jobId) {}

  /** Sends until the job has ended or the client has gone. */
  void run(Paced<StreamEvent> out) throws Paced.GoneException, InterruptedException {
    long heartbeatAt = System.nanoTime() + config.heartbeat().toNanos();
    long lookAt = System.nanoTime();
    while (!out.cancelled()) {
      if (lookAt - System.nanoTime() <= 0) {
        if (look(out)) {
          return;
        }
        lookAt = System.nanoTime() + poll.get().toNanos();
      }
      long wait = Math.min(lookAt, heartbeatAt) - System.nanoTime();
      Inbox.News news = inbox.await(Duration.ofNanos(Math.max(wait, 0)));
      for (JobEvent.Progress note : news.progress()) {
        send(out, new StreamEvent.ProgressSeen(note.round(), note.note()));
      }
      if (news.look()) {
        lookAt = System.nanoTime();
      }
      if (heartbeatAt - System.nanoTime() <= 0) {
        send(out, new StreamEvent.Heartbeat());
        heartbeatAt = System.nanoTime() + config.heartbeat().toNanos();
      }
    }
  }

  /**
   * Sends what is new.
   *
   * @return whether that was all there will ever be
   */
  private boolean look(Paced<StreamEvent> out) throws Paced.GoneException, InterruptedException {
    while (true) {
      Optional<StreamStore.Look> found;
      StepData data;
      try {
        data = data();
        found = store.look(tenantId, jobId, position, config.pageSize());
      } catch (StorageException e) {
        // The stream stays open and looks again; what was missed is not lost.
        LOG.debug("a stream cannot read jobId={}", jobId, e);
        return false;
      }
      if (found.isEmpty()) {
        return true;
      }
      StreamStore.Look look = found.get();
      JobState state = JobState.of(look.state().state());
      if (told == null || goesOn(state)) {
        tell(out, look.state());
      }
      for (StepRow row : look.steps()) {
        position = position.after(row.ordinal(), row.seq());
        send(out, new StreamEvent.StepSeen(position, data.of(row)));
      }
      if (!look.full()) {
        tell(out, look.state());
        if (state.terminal()) {
          send(out, new StreamEvent.EndSeen(look.state().state()));
        }
        return state.terminal();
      }
    }
  }

  /** Otherwise all steps were written before the job came into the state, and are sent before. */
  private static boolean goesOn(JobState state) {
    return switch (state) {
      case JobState.Queued _, JobState.Running _ -> true;
      case JobState.WaitingInput _, JobState.Paused _, JobState.Terminal _ -> false;
    };
  }

  private StepData data() {
    StepData shaped = shaper;
    if (shaped == null) {
      shaped = new StepData(config.contentCharacters(), store.rounds(tenantId, jobId, position));
      shaper = shaped;
    }
    return shaped;
  }

  private void tell(Paced<StreamEvent> out, StreamEvent.StateSeen state)
      throws Paced.GoneException, InterruptedException {
    if (!state.equals(told)) {
      told = state;
      send(out, state);
    }
  }

  private void send(Paced<StreamEvent> out, StreamEvent event)
      throws Paced.GoneException, InterruptedException {
    out.send(event, config.slowClient());
  }
}
