package dev.quarry.api.job;

import dev.quarry.api.relay.OutboxSignal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** What the rest of the process is told after a job was taken in or told something. */
@Singleton
final class JobSignals {
  private final OutboxSignal outbox;
  private final Counter submitted;
  private final Counter cancelled;

  JobSignals(OutboxSignal outbox, MeterRegistry metrics) {
    this.outbox = outbox;
    this.submitted = metrics.counter("quarry.jobs.submitted");
    this.cancelled = metrics.counter("quarry.jobs.cancels");
  }

  void taken() {
    submitted.increment();
    outbox.give();
  }

  void cancelled() {
    cancelled.increment();
  }

  /** To be called after the commit. */
  void changed() {
    outbox.give();
  }
}
