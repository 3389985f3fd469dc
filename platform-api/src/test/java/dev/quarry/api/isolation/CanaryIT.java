package dev.quarry.api.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.api.isolation.Operations.Operation;
import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.FakeRunner;
import dev.quarry.api.testing.SseClient;
import dev.quarry.api.testing.Steps;
import dev.quarry.api.testing.TestTenant;
import dev.quarry.core.job.Report;
import dev.quarry.core.queue.Topics;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A word that is one tenant's own comes to light nowhere else. */
@QuarkusTest
class CanaryIT extends ApiTest {
  private final ConcurrentLinkedQueue<String> alarms = new ConcurrentLinkedQueue<>();
  private final Handler listening =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
            alarms.add(line.getMessage() + List.of(parameters(line)) + causes(line.getThrown()));
          }
        }

        @Override
        public void flush() {
          // Nothing is kept back.
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };

  private static Object[] parameters(LogRecord line) {
    Object[] parameters = line.getParameters();
    if (parameters == null) {
      return new Object[0];
    }
    List<Object> told = new ArrayList<>();
    for (Object parameter : parameters) {
      told.add(String.valueOf(parameter));
    }
    return told.toArray();
  }

  private static String causes(Throwable thrown) {
    StringBuilder told = new StringBuilder();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      told.append(' ').append(cause);
    }
    return told.toString();
  }

  @BeforeEach
  void listen() {
    Logger.getLogger("").addHandler(listening);
  }

  @AfterEach
  void stopListening() {
    Logger.getLogger("").removeHandler(listening);
  }

  @Test
  void canaryOfOneTenantIsInNothingThatAnotherGets() {
    // Given
    String canary = "c" + UUID.randomUUID().toString().substring(0, 8);
    RichTenant theirs = RichTenant.make(canary);
    theirs
        .tenant()
        .request()
        .get("/api/v1/jobs/" + theirs.job() + "/report")
        .then()
        .statusCode(200);
    mistakesWith(canary, theirs.tenant());

    // When / Then
    TestTenant mine = TestTenant.make();
    for (Operation operation : Operations.all()) {
      if (operation.method().equals("GET") && operation.parameters().isEmpty()) {
        assertThat(mine.request().get(operation.path()).asString())
            .as(operation.toString())
            .doesNotContain(canary);
      }
    }
    for (String told : stream(mine, theirs, canary)) {
      assertThat(told).doesNotContain(canary);
    }
    assertThat(RestAssured.get("/q/metrics").asString())
        .doesNotContain(canary)
        .doesNotContain(theirs.tenant().id().toString());
    assertThat(records()).isNotEmpty().noneMatch(record -> leaks(record, canary));
    assertThat(alarms).noneMatch(line -> line.contains(canary));
  }

  /** A note of progress is content that travels by Kafka; only its own tenant's streams get it. */
  private static boolean leaks(String record, String canary) {
    return record.contains(canary) && !record.contains("\"progress\"");
  }

  private static void mistakesWith(String canary, TestTenant theirs) {
    for (String body :
        List.of(
            "{\"question\":\"%s\",\"corpora\":[\"%s\"]}",
            "{\"question\":\"%s\",\"%s\":1}",
            "{\"question\":\"%s\",\"model\":\"%s\"}",
            "{\"question\":\"%s\", %s")) {
      theirs
          .request()
          .contentType("application/json")
          .body(body.formatted(canary, canary))
          .post(JOBS)
          .then()
          .statusCode(400);
    }
  }

  /** All that a tenant's stream tells while another tenant's job goes on beside it. */
  private static List<String> stream(TestTenant mine, RichTenant theirs, String canary) {
    UUID own = mine.submit("q");
    List<String> told = new ArrayList<>();
    try (FakeRunner runner = FakeRunner.take(own);
        SseClient client = SseClient.open(mine.key(), JOBS + "/" + own + "/events")) {
      UUID other =
          UUID.fromString(
              theirs
                  .tenant()
                  .request()
                  .contentType("application/json")
                  .body("{\"question\":\"%s\"}".formatted(canary))
                  .post(JOBS)
                  .path("id"));
      try (FakeRunner foreign = FakeRunner.take(other)) {
        foreign.progress(1, canary);
        foreign.step(Steps.replied(canary));
      }
      runner.step(Steps.replied("own"));
      runner.succeed("a", new Report("a", List.of()));
      client.all().forEach(event -> told.add(event.name() + event.id() + event.data()));
    }
    assertThat(told).anyMatch(event -> event.contains("own"));
    return told;
  }

  private static List<String> records() {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    List<String> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (String topic : List.of(Topics.EVENTS, Topics.PERMITS, Topics.CONTROL)) {
        consumer
            .partitionsFor(topic)
            .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
      }
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(entry -> records.add(entry.key() + " " + entry.headers() + entry.value()));
      }
    }
    return records;
  }
}
