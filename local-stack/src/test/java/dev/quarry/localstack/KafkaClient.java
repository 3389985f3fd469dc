package dev.quarry.localstack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the tests do with a broker, each step bounded in time. */
record KafkaClient(Endpoints endpoints) {
  private static final int SECONDS = 30;

  void createTopic(String name) throws Exception {
    try (Admin admin = Admin.create(settings())) {
      admin
          .createTopics(List.of(new NewTopic(name, 1, (short) 1)))
          .all()
          .get(SECONDS, TimeUnit.SECONDS);
    }
  }

  void readGroupFromTheBeginning(String group) throws Exception {
    try (Admin admin = Admin.create(settings())) {
      var operation =
          new AlterConfigOp(
              new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), List.of(operation)))
          .all()
          .get(SECONDS, TimeUnit.SECONDS);
    }
  }

  void send(String topic, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get(SECONDS, TimeUnit.SECONDS);
    }
  }

  String readFirst(String topic) {
    try (var consumer =
        new KafkaConsumer<>(settings(), new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Deadline deadline = Deadline.in(Duration.ofSeconds(SECONDS));
      while (!deadline.passed()) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(200))) {
          return each.value();
        }
      }
      throw new AssertionError("no record in " + topic);
    }
  }

  /** Gives the first record back, accepts it the second time; each delivery as value:count. */
  List<String> releaseThenAccept(String group, String topic) {
    Map<String, Object> settings = settings();
    settings.put("group.id", group);
    settings.put("share.acknowledgement.mode", "explicit");
    settings.put("share.acquire.mode", "record_limit");
    settings.put("max.poll.records", "10");
    List<String> deliveries = new ArrayList<>();
    try (var consumer =
        new KafkaShareConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      Deadline deadline = Deadline.in(Duration.ofSeconds(SECONDS));
      while (deliveries.size() < 2 && !deadline.passed()) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(200))) {
          deliveries.add(each.value() + ":" + each.deliveryCount().orElseThrow());
          consumer.acknowledge(
              each, deliveries.size() == 1 ? AcknowledgeType.RELEASE : AcknowledgeType.ACCEPT);
          consumer.commitSync();
        }
      }
    }
    return deliveries;
  }

  private Map<String, Object> settings() {
    return new HashMap<>(Map.of("bootstrap.servers", endpoints.bootstrapServers()));
  }
}
