package dev.quarry.runner.work;

import dev.quarry.core.event.JobEvent;
import dev.quarry.core.event.JobEventCodec;
import dev.quarry.core.queue.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Announces events on topic {@code quarry.events}. Best effort: whoever listens reads the truth
 * from the database, so a broker that is away costs immediacy, never a step, and never holds up
 * work.
 */
final class Announcer implements Announcements, AutoCloseable {
  private static final int QUEUE = 10_000;

  /**
   * Nobody sees this delay, and a step brings several events: one request instead of one each for
   * the broker and for every replica of the API.
   */
  private static final int LINGER_MILLIS = 20;

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

  private final BlockingQueue<JobEvent> queue = new ArrayBlockingQueue<>(QUEUE);
  private final KafkaProducer<String, String> producer;
  private final Counter dropped;
  private final Thread sender;
  private volatile boolean closed;

  Announcer(Map<String, Object> kafka, MeterRegistry metrics) {
    var config = new HashMap<>(kafka);
    config.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
    this.producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
    this.dropped = metrics.counter("quarry.events.dropped");
    this.sender = Thread.ofPlatform().name("quarry-announcer").daemon().start(this::sendLoop);
  }

  @Override
  public void announce(JobEvent event) {
    if (!queue.offer(event)) {
      dropped.increment();
    }
  }

  private void sendLoop() {
    while (!closed || !queue.isEmpty()) {
      try {
        JobEvent event = queue.poll(100, TimeUnit.MILLISECONDS);
        if (event != null) {
          producer.send(
              new ProducerRecord<>(
                  Topics.EVENTS, event.jobId().toString(), JobEventCodec.encode(event)),
              (metadata, failure) -> {
                if (failure != null) {
                  dropped.increment();
                }
              });
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        dropped.increment();
      }
    }
  }

  /** Sends what is queued, for a moment. */
  @Override
  public void close() {
    closed = true;
    try {
      if (!sender.join(CLOSE_WAIT)) {
        sender.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSE_WAIT);
  }
}
