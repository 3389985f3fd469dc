package dev.quarry.bench.baseline;

import dev.quarry.bench.measure.Latencies;
import dev.quarry.bench.platform.Ledger;
import dev.quarry.localstack.Endpoints;
import dev.quarry.localstack.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The least between taking work in and beginning it: a commit, a record through a share group, a
 * commit.
 */
public final class RawDispatch implements AutoCloseable {
  private static final String TOPIC = "baseline.dispatch";
  private static final String GROUP = "baseline-dispatch";
  private static final int WAIT_SECONDS = 30;

  private final Connection connection;
  private final PreparedStatement insert;
  private final KafkaProducer<String, String> producer;
  private final KafkaShareConsumer<String, String> consumer;
  private final SynchronousQueue<String> received = new SynchronousQueue<>();
  private final Thread poller;

  public RawDispatch(Endpoints endpoints) throws Exception {
    connection = Ledger.open(endpoints, Role.OWNER);
    try (var create = connection.createStatement()) {
      create.execute(RawCommits.TABLE);
    }
    insert = RawCommits.prepare(connection);
    String servers = endpoints.bootstrapServers();
    makeTopic(servers);
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                0),
            new StringSerializer(),
            new StringSerializer());
    consumer =
        new KafkaShareConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ConsumerConfig.GROUP_ID_CONFIG,
                GROUP,
                ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG,
                "explicit",
                ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG,
                "record_limit",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                8),
            new StringDeserializer(),
            new StringDeserializer());
    poller = Thread.ofPlatform().daemon().start(this::poll);
  }

  private static void makeTopic(String servers) throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers))) {
      admin
          .createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
          .all()
          .get();
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.GROUP, GROUP),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("share.auto.offset.reset", "earliest"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private void poll() {
    try (consumer) {
      consumer.subscribe(List.of(TOPIC));
      while (true) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofSeconds(1))) {
          received.put(record.value());
          consumer.acknowledge(record, AcknowledgeType.ACCEPT);
        }
        consumer.commitSync();
      }
    } catch (InterruptedException | WakeupException stopped) {
      // Closed.
    }
  }

  /**
   * Dispatches some, one after the other.
   *
   * @param pause between two
   */
  public Latencies measure(int count, Duration pause)
      throws SQLException, InterruptedException, ExecutionException {
    var millis = new ArrayList<Double>();
    for (int i = 0; i < count; i++) {
      String value = UUID.randomUUID().toString();
      long begin = System.nanoTime();
      commit();
      producer.send(new ProducerRecord<>(TOPIC, value, value)).get();
      if (!value.equals(received.poll(WAIT_SECONDS, TimeUnit.SECONDS))) {
        throw new IllegalStateException("the record did not arrive");
      }
      commit();
      millis.add((System.nanoTime() - begin) / 1e6);
      Thread.sleep(pause);
    }
    return new Latencies(millis);
  }

  private void commit() throws SQLException {
    RawCommits.insert(insert, UUID.randomUUID(), 1, "replied", "{}");
  }

  @Override
  public void close() throws SQLException, InterruptedException {
    consumer.wakeup();
    poller.join();
    producer.close();
    connection.close();
  }
}
