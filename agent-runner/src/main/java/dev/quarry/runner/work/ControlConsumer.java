package dev.quarry.runner.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quarry.core.queue.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topic {@code quarry.control}, as every runner does, for what must take effect at once. The
 * heartbeat tells the same later, so nothing depends on it.
 */
final class ControlConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlConsumer.class);
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String CANCEL = "cancel";
  private static final String PAUSE = "pause";
  private static final String INPUT = "input";
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(3);

  private final Map<String, Object> config;
  private final SlotPool slots;
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable KafkaConsumer<String, String> current;

  ControlConsumer(Map<String, Object> kafka, SlotPool slots) {
    this.config = new HashMap<>(kafka);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.slots = slots;
    this.thread = Thread.ofPlatform().name("quarry-control").daemon().unstarted(this::consume);
  }

  void start() {
    thread.start();
  }

  private void consume() {
    while (!closed) {
      try (var consumer =
          new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
        var partitions =
            consumer.partitionsFor(Topics.CONTROL).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        current = consumer;
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        while (!closed) {
          consumer.poll(POLL).forEach(this::obey);
        }
      } catch (WakeupException | org.apache.kafka.common.errors.InterruptException stopping) {
        return;
      } catch (KafkaException e) {
        LOG.debug("control cannot be read, the heartbeat tells the same: {}", e.getMessage());
        try {
          Thread.sleep(POLL);
        } catch (InterruptedException stopping) {
          return;
        }
      }
    }
  }

  void obey(ConsumerRecord<String, String> record) {
    try {
      JsonNode message = JSON.readTree(record.value());
      switch (message.path("type").asText()) {
        case CANCEL -> slots.cancel(jobId(message));
        case PAUSE -> slots.pause(jobId(message));
        case INPUT -> slots.inputCame(jobId(message));
        default -> {
          // Of another version, or for somebody else.
        }
      }
    } catch (IOException | IllegalArgumentException garbage) {
      LOG.warn("control record at offset {} is not understood", record.offset());
    }
  }

  private static UUID jobId(JsonNode message) {
    return UUID.fromString(message.path("jobId").asText());
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
        LOG.warn("the control consumer did not stop in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
