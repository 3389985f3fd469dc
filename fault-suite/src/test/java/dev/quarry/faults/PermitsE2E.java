package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.Scripts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 10: permits that nobody sent, or that were sent a hundred times, in any order. */
@Tag("full")
@ExtendWith(PlatformExtension.class)
class PermitsE2E {
  private static final String PERMITS = "quarry.permits";
  private static final TopicPartition PARTITION = new TopicPartition(PERMITS, 0);
  private static final String RUNNERS = "quarry-runners";
  private static final int JOBS = 10;
  private static final int COPIES = 100;

  private final Platform platform;

  PermitsE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void permitsSayOnlyThatAClaimIsWorthTrying() throws Exception {
    platform.disturb(
        "10 permits: copies, strangers, garbage",
        List.of(),
        fault -> {
          // Given jobs, one of which has ended
          platform.standBy(2);
          FaultJob ended = fault.ask(Scripts.everyKindOfCall());
          ended.awaitEnd();
          var jobs = new ArrayList<FaultJob>();
          for (int i = 0; i < JOBS; i++) {
            jobs.add(fault.ask(Scripts.everyKindOfCall()));
          }

          // When
          var records = new ArrayList<byte[]>();
          for (int i = 0; i < COPIES; i++) {
            jobs.forEach(job -> records.add(permit(rollout(job))));
            records.add(permit(rollout(ended)));
            records.add(permit(UUID.randomUUID().toString()));
          }
          Collections.shuffle(records, fault.random());
          byte[] noise = new byte[1000];
          fault.random().nextBytes(noise);
          records.add(noise);
          records.add(new byte[0]);
          records.add(null);
          records.add("{\"rolloutId\":".repeat(10_000).getBytes(StandardCharsets.UTF_8));
          send(PERMITS, records);
          send("quarry.control", List.of(noise, "{}".getBytes(StandardCharsets.UTF_8)));
          send("quarry.events", List.of(noise, "[]".getBytes(StandardCharsets.UTF_8)));

          // Then
          for (FaultJob job : jobs) {
            job.mustSucceed();
            fault.mustHaveKeptItsHolder(job);
            assertThat(job.modelCalls()).isEqualTo(4);
          }
          long end = endOfPermits();
          platform.await(
              "permits that are read beyond the garbage",
              () -> {
                send(PERMITS, List.of(permit(UUID.randomUUID().toString())));
                return startOfWaitingPermits() >= end;
              });
        });
  }

  private static byte[] permit(String rollout) {
    return "{\"rolloutId\":\"%s\"}".formatted(rollout).getBytes(StandardCharsets.UTF_8);
  }

  private String rollout(FaultJob job) {
    try (var database = platform.database()) {
      return database
          .query(
              "select rollout_id from rollout where job_id = ?",
              row -> row.getString(1),
              UUID.fromString(job.id()))
          .getFirst();
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }

  private Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", platform.processes().stack().endpoints().bootstrapServers());
  }

  private void send(String topic, List<byte[]> records) {
    try (var producer =
        new KafkaProducer<>(kafka(), new ByteArraySerializer(), new ByteArraySerializer())) {
      records.forEach(record -> producer.send(new ProducerRecord<>(topic, record)));
    }
  }

  private long endOfPermits() throws Exception {
    try (Admin admin = Admin.create(kafka())) {
      return admin
          .listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
          .partitionResult(PARTITION)
          .get()
          .offset();
    }
  }

  /**
   * The first record that the share group has not done with, as the broker has written it down: it
   * learns of the last acknowledgements with the next ones.
   */
  private long startOfWaitingPermits() throws Exception {
    try (Admin admin = Admin.create(kafka())) {
      return admin
          .listShareGroupOffsets(Map.of(RUNNERS, new ListShareGroupOffsetsSpec()))
          .partitionsToOffsetInfo(RUNNERS)
          .get()
          .get(PARTITION)
          .startOffset();
    }
  }
}
