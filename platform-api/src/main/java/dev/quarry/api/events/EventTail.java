package dev.quarry.api.events;

import dev.quarry.api.relay.TopicSetup;
import dev.quarry.core.event.JobEventCodec;
import dev.quarry.core.queue.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic of events from its end, without a group: each replica sees all of it, and passes
 * on what concerns its streams. What it misses while Kafka is away, the streams find by themselves.
 */
@Singleton
public final class EventTail {
  private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** A round trip to each partition's leader in this time shows that Kafka is there. */
  private static final Duration PROBE = Duration.ofSeconds(2);

  private static final Duration PROBE_EVERY = Duration.ofSeconds(5);
  private static final Duration JOIN = Duration.ofSeconds(3);

  private final Map<String, Object> settings;
  private final TopicSetup topics;
  private final Subscriptions subscriptions;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("quarry-tail").unstarted(this::run);
  private volatile boolean stopped;
  private volatile boolean healthy;
  private volatile @Nullable Consumer<String, String> running;

  EventTail(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      TopicSetup topics,
      Subscriptions subscriptions) {
    this.settings = new HashMap<>(kafka);
    this.settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    this.settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    this.settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    this.topics = topics;
    this.subscriptions = subscriptions;
  }

  /**
   * @return whether announcements come through
   */
  public boolean healthy() {
    return healthy;
  }

  void start(@Observes StartupEvent event) {
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stopped = true;
    Consumer<String, String> consumer = running;
    if (consumer != null) {
      consumer.wakeup();
    }
    thread.interrupt();
    thread.join(JOIN);
  }

  private void run() {
    while (!stopped) {
      try {
        topics.await();
        tail();
      } catch (WakeupException | InterruptException e) {
        LOG.debug("the tail of events is asked to stop");
      } catch (KafkaException e) {
        LOG.warn("the tail of events begins anew reason={}", e.getMessage());
        rest();
      } catch (InterruptedException e) {
        LOG.debug("the tail of events is asked to stop");
      } finally {
        healthy = false;
      }
    }
  }

  private void tail() {
    try (Consumer<String, String> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      running = consumer;
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.EVENTS).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      connected();
      long probeAt = System.nanoTime() + PROBE_EVERY.toNanos();
      while (!stopped) {
        for (ConsumerRecord<String, String> entry : consumer.poll(POLL)) {
          publish(entry);
        }
        if (probeAt - System.nanoTime() <= 0) {
          // Throws when no leader answers: polling alone would be silent about that.
          consumer.endOffsets(partitions, PROBE);
          probeAt = System.nanoTime() + PROBE_EVERY.toNanos();
        }
      }
    } finally {
      running = null;
    }
  }

  private void connected() {
    healthy = true;
    // What was announced before this moment was not seen.
    subscriptions.wakeAll();
  }

  private void publish(ConsumerRecord<String, String> entry) {
    try {
      subscriptions.publish(JobEventCodec.decode(entry.value()));
    } catch (IllegalArgumentException e) {
      LOG.debug("an event is not of this version offset={}", entry.offset());
    }
  }

  private void rest() {
    try {
      Thread.sleep(RETRY);
    } catch (InterruptedException e) {
      // Stopped is looked at next.
    }
  }
}
