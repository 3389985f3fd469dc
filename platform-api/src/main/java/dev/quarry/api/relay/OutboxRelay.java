package dev.quarry.api.relay;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.core.tenancy.StorageException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the outbox to Kafka, on a thread of its own: at once after a commit of this process,
 * otherwise after a short pause. Several replicas may do so at the same time. Whether Kafka or
 * PostgreSQL fails, the rows stay and are tried again after a growing pause. Topics that a broker
 * has lost are made again.
 */
@Singleton
public final class OutboxRelay {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
  private static final Duration JOIN = Duration.ofSeconds(3);

  private final OutboxStore outbox;
  private final RecordSender sender;
  private final TopicSetup topics;
  private final OutboxSignal signal;
  private final ApiConfig.Relay config;
  private final Counter sent;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("quarry-relay").unstarted(this::loop);
  private volatile boolean stopped;
  private volatile boolean working = true;
  private volatile OutboxStore.Size size = new OutboxStore.Size(0, Duration.ZERO);
  private long measuredAt;

  OutboxRelay(
      OutboxStore outbox,
      RecordSender sender,
      TopicSetup topics,
      OutboxSignal signal,
      ApiConfig config,
      MeterRegistry metrics) {
    this.outbox = outbox;
    this.sender = sender;
    this.topics = topics;
    this.signal = signal;
    this.config = config.relay();
    this.sent = metrics.counter("quarry.outbox.sent");
    Gauge.builder("quarry.outbox.unpublished", () -> size.unpublished())
        .description("Rows that wait to be sent to Kafka")
        .register(metrics);
    Gauge.builder("quarry.outbox.age", () -> size.age().toMillis() / 1000.0)
        .description("Age of the oldest row that waits")
        .baseUnit("seconds")
        .register(metrics);
  }

  /**
   * @return whether the last try went well
   */
  boolean working() {
    return working;
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
    Duration pause = config.idle();
    while (!stopped) {
      try {
        OutboxStore.Batch batch = outbox.relay(config.batch(), sender);
        sent.increment(batch.sent());
        boolean failed = batch.sent() < batch.taken();
        if (failed) {
          pause = topics.again() ? config.idle() : longer(pause);
          failed("Kafka did not acknowledge %d records".formatted(batch.taken() - batch.sent()));
        } else {
          pause = config.idle();
          worked();
        }
        measure();
        rest(batch, failed, pause);
      } catch (StorageException | KafkaException e) {
        pause = longer(pause);
        failed(e.getMessage());
        rest(pause);
      } catch (InterruptedException e) {
        // Stopped is looked at next; nothing else interrupts this thread.
      }
    }
  }

  /** Told once, however often it is tried again. */
  private void failed(@Nullable String reason) {
    if (working && !stopped) {
      LOG.warn("the outbox cannot be relayed, it is tried again reason={}", reason);
    }
    working = false;
  }

  private void worked() {
    if (!working) {
      LOG.info("the outbox is relayed again");
    }
    working = true;
  }

  private void rest(OutboxStore.Batch batch, boolean failed, Duration pause)
      throws InterruptedException {
    if (failed) {
      Thread.sleep(pause);
    } else if (batch.taken() < config.batch()) {
      signal.await(pause);
    }
  }

  private static void rest(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      // Stopped is looked at next.
    }
  }

  private Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(config.maxBackOff()) > 0 ? config.maxBackOff() : twice;
  }

  private void measure() {
    long now = System.nanoTime();
    if (measuredAt == 0 || now - measuredAt > config.measureEvery().toNanos()) {
      measuredAt = now;
      size = outbox.size();
    }
  }
}
