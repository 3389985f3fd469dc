package dev.quarry.api.job;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.core.tenancy.StorageException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes expired jobs now and then, on a thread of its own. Several replicas may do so at the same
 * time: what one has deleted is, for another, not there.
 */
@Singleton
public final class RetentionSweep {
  private static final Logger LOG = LoggerFactory.getLogger(RetentionSweep.class);
  private static final Duration JOIN = Duration.ofSeconds(3);

  private final RetentionStore store;
  private final ApiConfig.Retention config;
  private final Counter expired;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("quarry-retention").unstarted(this::loop);
  private volatile boolean stopped;

  RetentionSweep(RetentionStore store, ApiConfig config, MeterRegistry metrics) {
    this.store = store;
    this.config = config.retention();
    this.expired = metrics.counter("quarry.jobs.expired");
  }

  void start(@Observes StartupEvent event) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopped = true;
    thread.interrupt();
    thread.join(JOIN);
  }

  private void loop() {
    while (!stopped) {
      try {
        Thread.sleep(config.sweep());
        sweep();
      } catch (StorageException e) {
        LOG.warn("expired jobs cannot be looked for, it is tried again reason={}", e.getMessage());
      } catch (InterruptedException e) {
        // Stopped is looked at next; nothing else interrupts this thread.
      }
    }
  }

  /** Until nothing is left, or nothing that can be deleted now. */
  private void sweep() {
    int total = 0;
    int deleted;
    do {
      deleted = 0;
      List<RetentionStore.Expired> found = store.expired(config.batch());
      for (RetentionStore.Expired job : found) {
        if (stopped) {
          return;
        }
        deleted += delete(job);
      }
      total += deleted;
    } while (deleted > 0);
    if (total > 0) {
      LOG.info("expired jobs were deleted jobs={}", total);
    }
  }

  private int delete(RetentionStore.Expired job) {
    try {
      if (store.delete(job.tenantId(), job.jobId())) {
        expired.increment();
        return 1;
      }
    } catch (StorageException e) {
      LOG.warn(
          "an expired job cannot be deleted, it is tried again tenantId={} jobId={}",
          job.tenantId(),
          job.jobId(),
          e);
    }
    return 0;
  }
}
