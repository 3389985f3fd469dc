package dev.quarry.api.events;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens streams. Each is a virtual thread, which waits without holding a thread of the machine. */
@Singleton
public final class EventService {
  private static final Logger LOG = LoggerFactory.getLogger(EventService.class);

  private final StreamStore store;
  private final Subscriptions subscriptions;
  private final EventTail tail;
  private final ApiConfig.Events config;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  EventService(StreamStore store, Subscriptions subscriptions, EventTail tail, ApiConfig config) {
    this.store = store;
    this.subscriptions = subscriptions;
    this.tail = tail;
    this.config = config.events();
  }

  /**
   * @param position up to where the client has the job's steps
   * @return the events from there on, for one subscriber
   * @throws ApiException when there is no such job or there are too many streams
   */
  public Flow.Publisher<StreamEvent> open(UUID tenantId, UUID jobId, Position position) {
    if (!store.exists(tenantId, jobId)) {
      throw ApiException.notFound("job", jobId.toString());
    }
    Inbox inbox = new Inbox(config.pendingProgress());
    Subscriptions.Ticket ticket = subscriptions.open(tenantId, jobId, inbox);
    JobStream stream =
        new JobStream(
            new JobStream.JobRef(tenantId, jobId), position, store, config, inbox, this::poll);
    return subscriber -> start(stream, subscriber, inbox, ticket);
  }

  private Duration poll() {
    return tail.healthy() ? config.poll() : config.pollWithoutKafka();
  }

  private void start(
      JobStream stream,
      Flow.Subscriber<? super StreamEvent> subscriber,
      Inbox inbox,
      Subscriptions.Ticket ticket) {
    Paced<StreamEvent> out =
        new Paced<>(
            subscriber,
            () -> {
              ticket.close();
              inbox.wake();
            });
    subscriber.onSubscribe(out);
    Thread thread = Thread.ofVirtual().name("stream").unstarted(() -> run(stream, out, ticket));
    threads.add(thread);
    thread.start();
  }

  private void run(JobStream stream, Paced<StreamEvent> out, Subscriptions.Ticket ticket) {
    try (ticket) {
      stream.run(out);
    } catch (Paced.GoneException e) {
      LOG.debug("a stream ended early reason={}", e.getMessage());
    } catch (InterruptedException e) {
      LOG.debug("a stream ends with the process");
    } catch (RuntimeException e) {
      LOG.error("a stream failed", e);
    } finally {
      threads.remove(Thread.currentThread());
      out.complete();
    }
  }

  /** Clients come back to another replica, with their position. */
  void stop(@Observes ShutdownEvent event) {
    threads.forEach(Thread::interrupt);
  }
}
