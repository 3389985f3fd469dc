package dev.quarry.api.relay;

import dev.quarry.api.config.ApiConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends rows of the outbox to Kafka and waits until all replicas in sync have them. */
@Singleton
final class RecordSender implements OutboxStore.Sender {
  private static final Logger LOG = LoggerFactory.getLogger(RecordSender.class);

  private final Producer<String, String> producer;

  RecordSender(@Identifier("default-kafka-broker") Map<String, Object> kafka, ApiConfig config) {
    this.producer =
        new KafkaProducer<>(
            settings(kafka, config.relay().deliveryTimeout()),
            new StringSerializer(),
            new StringSerializer());
  }

  private static Map<String, Object> settings(Map<String, Object> kafka, Duration delivery) {
    Map<String, Object> settings = new HashMap<>(kafka);
    int millis = Math.toIntExact(delivery.toMillis());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    return settings;
  }

  @Override
  public List<Long> send(List<OutboxStore.Row> rows) {
    List<Future<RecordMetadata>> pending = new ArrayList<>();
    for (OutboxStore.Row row : rows) {
      try {
        pending.add(producer.send(new ProducerRecord<>(row.topic(), row.key(), row.payload())));
      } catch (KafkaException e) {
        // Without metadata each of the others would wait as long: they are tried again.
        LOG.debug("record not sent topic={}", row.topic(), e);
        break;
      }
    }
    List<Long> sent = new ArrayList<>();
    for (int i = 0; i < pending.size(); i++) {
      if (acknowledged(pending.get(i), rows.get(i))) {
        sent.add(rows.get(i).id());
      }
    }
    return sent;
  }

  private static boolean acknowledged(Future<RecordMetadata> future, OutboxStore.Row row) {
    try {
      future.get();
      return true;
    } catch (ExecutionException e) {
      LOG.debug("record not acknowledged topic={}", row.topic(), e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @PreDestroy
  void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
