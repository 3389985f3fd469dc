package dev.quarry.api.events;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.core.event.JobEvent;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The open streams of this replica, by job. */
@Singleton
public final class Subscriptions {
  private final Map<Topic, Set<Inbox>> inboxes = new ConcurrentHashMap<>();
  private final Map<UUID, Integer> streams = new ConcurrentHashMap<>();
  private final int perTenant;

  @Inject
  Subscriptions(ApiConfig config, MeterRegistry metrics) {
    this(config.events().streamsPerTenant(), metrics);
  }

  Subscriptions(int perTenant, MeterRegistry metrics) {
    this.perTenant = perTenant;
    Gauge.builder("quarry.sse.connections", () -> total())
        .description("Open event streams")
        .register(metrics);
  }

  /** A tenant's job: an event reaches only streams of its own tenant. */
  private record Topic(UUID tenantId, UUID jobId) {}

  /** Ends a subscription; once more does nothing. */
  interface Ticket extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @throws ApiException when the tenant has as many streams as it may
   */
  Ticket open(UUID tenantId, UUID jobId, Inbox inbox) {
    streams.merge(tenantId, 1, Integer::sum);
    Topic topic = new Topic(tenantId, jobId);
    AtomicBoolean open = new AtomicBoolean(true);
    Ticket ticket =
        () -> {
          if (open.compareAndSet(true, false)) {
            remove(topic, inbox);
            streams.computeIfPresent(tenantId, (t, n) -> n == 1 ? null : n - 1);
          }
        };
    if (streams.getOrDefault(tenantId, 0) > perTenant) {
      ticket.close();
      throw ApiException.of(
          ErrorCode.TOO_MANY_STREAMS,
          "There are %d open event streams, and no more are allowed. Close one first."
              .formatted(perTenant));
    }
    inboxes.compute(
        topic,
        (t, there) -> {
          Set<Inbox> all = there == null ? ConcurrentHashMap.newKeySet() : there;
          all.add(inbox);
          return all;
        });
    return ticket;
  }

  /** Passes an event on to the streams of its job. */
  void publish(JobEvent event) {
    Set<Inbox> listening = inboxes.get(new Topic(event.tenantId(), event.jobId()));
    if (listening != null) {
      listening.forEach(inbox -> inbox.put(event));
    }
  }

  /** Makes all streams look into the database: announcements may have been missed. */
  void wakeAll() {
    inboxes.values().forEach(all -> all.forEach(Inbox::wake));
  }

  int total() {
    return streams.values().stream().mapToInt(Integer::intValue).sum();
  }

  private void remove(Topic topic, Inbox inbox) {
    inboxes.computeIfPresent(
        topic,
        (t, all) -> {
          all.remove(inbox);
          return all.isEmpty() ? null : all;
        });
  }
}
