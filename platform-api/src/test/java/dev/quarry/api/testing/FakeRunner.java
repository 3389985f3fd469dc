package dev.quarry.api.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.quarry.core.event.JobEvent;
import dev.quarry.core.event.JobEventCodec;
import dev.quarry.core.job.JobFailure;
import dev.quarry.core.job.JobState;
import dev.quarry.core.job.Report;
import dev.quarry.core.job.Termination;
import dev.quarry.core.queue.ClaimStore;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.RolloutEnd;
import dev.quarry.core.queue.RolloutStore;
import dev.quarry.core.queue.RolloutUse;
import dev.quarry.core.queue.Topics;
import dev.quarry.core.queue.VirtualTime;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.Journal;
import dev.quarry.core.trajectory.JournalLimits;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import dev.quarry.core.trajectory.StepInsert;
import dev.quarry.core.trajectory.StepKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** What a runner writes, written by hand: the real claim and the real end, steps in between. */
public final class FakeRunner implements AutoCloseable {
  private final Lease lease;
  private final KafkaProducer<String, String> kafka;
  private final Journal journal;
  private long seq;
  private RolloutUse use = RolloutUse.NONE;

  private FakeRunner(Lease lease) {
    this.lease = lease;
    this.seq = lease.leasedSeq();
    this.kafka = producer();
    this.journal =
        new Journal(
            new StepInsert(Db.as("quarry_journal")),
            JournalLimits.STANDARD,
            new SimpleMeterRegistry());
  }

  /** Registers a runner that offers what the sample catalogue says. */
  public static void register() {
    try (var json = FakeRunner.class.getResourceAsStream("/catalogue.json")) {
      Db.execute(
          "quarry_runner",
          "insert into runner (runner_id, slots, catalogue) values ('r1', 4, ?::json)"
              + " on conflict (runner_id) do update set seen_at = now()",
          new String(json.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes this very job; others that wait are taken and left lying. */
  public static FakeRunner take(UUID jobId) {
    ClaimStore claims =
        new ClaimStore(
            Db.as("quarry_scheduler"),
            new ClaimStore.Holder("r1", "test"),
            Duration.ofHours(1),
            VirtualTime.STANDARD);
    while (true) {
      Lease lease = claims.claim().orElseThrow();
      if (lease.jobId().equals(jobId)) {
        new RolloutStore(Db.as("quarry_runner"), VirtualTime.STANDARD).begin(lease);
        return new FakeRunner(lease);
      }
    }
  }

  private static KafkaProducer<String, String> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class)),
        new StringSerializer(),
        new StringSerializer());
  }

  /** Writes a step and announces it. */
  public long step(Step step) {
    long written = silentStep(step);
    announce(
        new JobEvent.StepWritten(
            lease.tenantId(), lease.jobId(), lease.ordinal(), written, StepCodec.kind(step)));
    return written;
  }

  /** Writes a step that nobody hears of. */
  public long silentStep(Step step) {
    try {
      seq++;
      journal.append(new StepKey(lease.tenantId(), lease.rolloutId(), seq, lease.epoch()), step);
      return seq;
    } catch (LeaseLostException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes a step of a kind that only newer code knows. */
  public void newerStep() {
    seq++;
    Db.execute(
        "quarry_journal",
        "insert into step (rollout_id, seq, tenant_id, epoch, kind, body)"
            + " values (?, ?, ?, ?, 'dreamt', '{\"of\":\"sheep\"}')",
        lease.rolloutId(),
        seq,
        lease.tenantId(),
        lease.epoch());
  }

  public void announce(JobEvent event) {
    kafka.send(
        new ProducerRecord<>(Topics.EVENTS, lease.jobId().toString(), JobEventCodec.encode(event)));
    kafka.flush();
  }

  public void progress(int round, String note) {
    announce(new JobEvent.Progress(lease.tenantId(), lease.jobId(), round, note));
  }

  public void page(String sha256, String url, String title, String text) {
    new TenantTx(Db.as("quarry_runner"))
        .call(
            lease.tenantId(),
            tx -> {
              try (var insert =
                  tx.prepareStatement(
                      "insert into page (tenant_id, job_id, sha256, url, title, body)"
                          + " values (?, ?, ?, ?, ?, ?)")) {
                insert.setObject(1, lease.tenantId());
                insert.setObject(2, lease.jobId());
                insert.setString(3, sha256);
                insert.setString(4, url);
                insert.setString(5, title);
                insert.setString(6, text);
                return insert.executeUpdate();
              }
            });
  }

  /** What the end tells of what was used up. */
  public void used(RolloutUse all) {
    use = all;
  }

  /** Leaves its slot at a step, as it was asked to. */
  public void park() {
    leave("PAUSED", null);
  }

  /** Leaves its slot and asks the user. */
  public void ask(String kind, String message) {
    leave(
        "WAITING_INPUT",
        JsonNodeFactory.instance.objectNode().put("kind", kind).put("message", message).toString());
  }

  private void leave(String state, String awaiting) {
    new TenantTx(Db.as("quarry_runner"))
        .call(
            lease.tenantId(),
            tx -> {
              execute(
                  tx,
                  "update rollout set state = ?, lease_owner = null, lease_until = null,"
                      + " pause_requested = false where rollout_id = ? and lease_epoch = ?"
                      + " and state = 'RUNNING'",
                  state,
                  lease.rolloutId(),
                  lease.epoch());
              execute(
                  tx,
                  "update tenant_sched set running = running - 1 where tenant_id = ?",
                  lease.tenantId());
              execute(
                  tx,
                  "update job set state = ?, awaiting = ?::json where tenant_id = ? and job_id = ?",
                  state,
                  awaiting,
                  lease.tenantId(),
                  lease.jobId());
              execute(
                  tx,
                  "insert into outbox (tenant_id, topic, key, payload) values (?, ?, ?, ?)",
                  lease.tenantId(),
                  Topics.EVENTS,
                  lease.jobId().toString(),
                  JobEventCodec.encode(
                      new JobEvent.StateChanged(lease.tenantId(), lease.jobId(), state)));
              return true;
            });
  }

  private static void execute(Connection tx, String sql, Object... values) throws SQLException {
    try (var statement = tx.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      assertThat(statement.executeUpdate()).as(sql).isEqualTo(1);
    }
  }

  public void succeed(String answer, Report report) {
    end(JobState.SUCCEEDED, Termination.ANSWER, answer, report, null);
  }

  public void fail(Termination termination, JobFailure failure) {
    end(JobState.FAILED, termination, null, null, failure);
  }

  public void cancelled() {
    end(JobState.CANCELLED, Termination.CANCELLED, null, null, null);
  }

  private void end(
      JobState.Terminal state,
      Termination termination,
      String answer,
      Report report,
      JobFailure failure) {
    step(
        new Step.Ended(
            termination,
            answer,
            failure == null ? null : failure.code(),
            failure == null ? null : failure.message()));
    try {
      new RolloutStore(Db.as("quarry_runner"), VirtualTime.STANDARD)
          .end(lease, new RolloutEnd(state, termination, answer, report, failure, use));
    } catch (LeaseLostException e) {
      throw new AssertionError(e);
    }
  }

  public Lease lease() {
    return lease;
  }

  @Override
  public void close() {
    journal.close();
    kafka.close();
  }
}
