package dev.quarry.api.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.Eventually;
import dev.quarry.core.queue.Topics;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RelayIT extends ApiTest {
  @Inject OutboxStore outbox;
  @Inject TopicSetup topics;

  @BeforeEach
  void emptied() {
    Eventually.within(
        Duration.ofSeconds(60),
        () -> {
          assertThat(topics.done()).isTrue();
          assertThat(outbox.size().unpublished()).isZero();
        });
  }

  @Test
  void permitOfAJobIsSentAndItsRowGone() {
    // Given / When
    UUID id = tenant.submit("q");

    // Then
    String rollout =
        Db.value("quarry_scheduler", "select rollout_id from rollout where job_id = ?", id)
            .toString();
    assertThat(records(Topics.PERMITS, rollout, 1))
        .allSatisfy(r -> assertThat(r).isEqualTo("{\"rolloutId\":\"" + rollout + "\"}"));
    Eventually.within(
        Duration.ofSeconds(10), () -> assertThat(outbox.size().unpublished()).isZero());
  }

  @Test
  void cancelIsToldToAllRunnersAndToWatchers() {
    // Given
    UUID id = tenant.submit("q");

    // When
    tenant.request().post(JOBS + "/" + id + "/cancel").then().statusCode(202);

    // Then
    assertThat(records(Topics.CONTROL, id.toString(), 1))
        .containsExactly(
            "{\"type\":\"cancel\",\"tenantId\":\"%s\",\"jobId\":\"%s\"}"
                .formatted(tenant.id(), id));
    assertThat(records(Topics.EVENTS, id.toString(), 1))
        .singleElement()
        .asString()
        .contains("\"type\":\"state\"", "\"state\":\"CANCELLED\"");
  }

  @Test
  void relaysAtTheSameTimeTakeDifferentRows() throws Exception {
    // Given: rows of a topic that the running relay cannot finish first, because it holds none
    UUID marker = UUID.randomUUID();
    var sent = new ConcurrentLinkedQueue<Long>();
    CountDownLatch bothHold = new CountDownLatch(2);
    put(marker, 40);

    // When
    List<CompletableFuture<OutboxStore.Batch>> relays = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      relays.add(
          CompletableFuture.supplyAsync(
              () ->
                  outbox.relay(
                      10,
                      rows -> {
                        bothHold.countDown();
                        await(bothHold);
                        List<Long> ids = rows.stream().map(OutboxStore.Row::id).toList();
                        sent.addAll(ids);
                        return ids;
                      })));
    }
    for (var relay : relays) {
      relay.get();
    }

    // Then
    assertThat(sent).doesNotHaveDuplicates();
  }

  @Test
  void crashBetweenSendingAndCommitSendsTwiceButLosesNothing() {
    // Given
    UUID marker = UUID.randomUUID();
    List<String> seen = new ArrayList<>();
    put(marker, 3);

    // When: the process ends after Kafka has the records and before the rows are gone
    try {
      outbox.relay(
          100,
          rows -> {
            rows.forEach(r -> seen.add(r.payload()));
            throw new IllegalStateException("power cut");
          });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("power cut");
    }

    // Then: whoever relays next has them all again
    assertThat(records(Topics.CONTROL, marker.toString(), 3))
        .containsExactlyInAnyOrder("{\"n\":0}", "{\"n\":1}", "{\"n\":2}");
    Eventually.within(
        Duration.ofSeconds(10), () -> assertThat(outbox.size().unpublished()).isZero());
  }

  @Test
  void topicThatABrokerHasLostIsMadeAgain() throws Exception {
    // Given
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class)))) {
      admin.deleteTopics(List.of(Topics.CONTROL)).all().get();
    }

    // When
    UUID marker = UUID.randomUUID();
    put(marker, 3);

    // Then
    Eventually.within(
        Duration.ofSeconds(30), () -> assertThat(outbox.size().unpublished()).isZero());
    assertThat(records(Topics.CONTROL, marker.toString(), 3)).hasSize(3);
  }

  @Test
  void rowsThatKafkaDidNotAcknowledgeStay() {
    // Given
    UUID marker = UUID.randomUUID();
    put(marker, 3);

    // When
    OutboxStore.Batch batch = outbox.relay(100, rows -> List.of());

    // Then
    assertThat(batch.sent()).isZero();
    assertThat(records(Topics.CONTROL, marker.toString(), 3)).hasSize(3);
  }

  private void put(UUID key, int rows) {
    Db.execute(
        "quarry_scheduler",
        "insert into outbox (tenant_id, topic, key, payload)"
            + " select ?, 'quarry.control', ?, '{\"n\":' || n || '}' from generate_series(0, ?) n",
        tenant.id(),
        key.toString(),
        rows - 1);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(5, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> records(String topic, String key, int atLeast) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    List<String> found = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (found.size() < atLeast && System.nanoTime() < end) {
        for (ConsumerRecord<String, String> r : consumer.poll(Duration.ofMillis(200))) {
          if (key.equals(r.key())) {
            found.add(r.value());
          }
        }
      }
    }
    return found;
  }
}
