package dev.quarry.runner.work;

import dev.quarry.core.queue.Topics;
import dev.quarry.core.tenancy.StorageException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes permits off topic {@code quarry.permits} as a member of a share group (KIP-932). A permit
 * says that a claim is worth trying; it is accepted whether or not there was a slot, because a slot
 * that frees claims by itself. Only when the claim could not be tried is it released.
 */
final class PermitConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PermitConsumer.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(3);
  private static final int MAX_PERMITS_A_POLL = 50;

  private final Map<String, Object> config;
  private final SlotPool slots;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable KafkaShareConsumer<String, String> current;

  PermitConsumer(Map<String, Object> kafka, SlotPool slots) {
    this.config = new HashMap<>(kafka);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, Topics.RUNNERS);
    config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Math.min(slots.slots(), MAX_PERMITS_A_POLL));
    this.slots = slots;
    this.thread = Thread.ofPlatform().name("quarry-permits").daemon().unstarted(this::consume);
  }

  void start() {
    thread.start();
  }

  private void consume() {
    while (!closed) {
      try (var consumer =
          new KafkaShareConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
        current = consumer;
        consumer.subscribe(java.util.List.of(Topics.PERMITS));
        while (!closed) {
          pollOnce(consumer);
        }
      } catch (WakeupException | org.apache.kafka.common.errors.InterruptException stopping) {
        return;
      } catch (KafkaException e) {
        LOG.warn("permits cannot be read, the sweep goes on: {}", e.getMessage());
        if (!pause()) {
          return;
        }
      }
    }
  }

  private void pollOnce(KafkaShareConsumer<String, String> consumer) {
    ConsumerRecords<String, String> permits = consumer.poll(POLL);
    if (permits.isEmpty()) {
      return;
    }
    AcknowledgeType answer = AcknowledgeType.ACCEPT;
    try {
      slots.fill();
    } catch (StorageException e) {
      LOG.warn("claim failed, permits are released: {}", e.getMessage());
      answer = AcknowledgeType.RELEASE;
    }
    for (ConsumerRecord<String, String> permit : permits) {
      consumer.acknowledge(permit, answer);
    }
    consumer
        .commitSync()
        .forEach(
            (partition, problem) ->
                problem.ifPresent(p -> LOG.debug("permit acknowledgement: {}", p.getMessage())));
    if (answer == AcknowledgeType.RELEASE && !pause()) {
      closed = true;
    }
  }

  private boolean pause() {
    try {
      Thread.sleep(Duration.ofSeconds(1));
      return !closed;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    var consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      if (thread.isAlive() && !thread.join(CLOSE_WAIT)) {
        thread.interrupt();
        LOG.warn("the permit consumer did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
