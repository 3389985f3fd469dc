package dev.quarry.core.trajectory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.core.TestDatabase;
import dev.quarry.core.queue.ClaimStore;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.VirtualTime;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.localstack.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JournalIT {
  private TestDatabase database;
  private UUID tenant;
  private SimpleMeterRegistry metrics;
  private Journal journal;

  @BeforeEach
  void open() {
    database = TestDatabase.create();
    tenant = database.tenant("sample");
    metrics = new SimpleMeterRegistry();
    journal =
        new Journal(new StepInsert(database.as(Role.JOURNAL)), JournalLimits.STANDARD, metrics);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Lease claim(String runner, Duration time) {
    return new ClaimStore(
            database.as(Role.SCHEDULER),
            new ClaimStore.Holder(runner, "test"),
            time,
            VirtualTime.STANDARD)
        .claim()
        .orElseThrow();
  }

  private List<String> pages() {
    return new TenantTx(database.as(Role.RUNNER))
        .call(
            tenant,
            tx -> {
              var pages = new ArrayList<String>();
              try (var select =
                      tx.prepareStatement("select url, title, body from page order by url");
                  var row = select.executeQuery()) {
                while (row.next()) {
                  pages.add(String.join(" ", row.getString(1), row.getString(2), row.getString(3)));
                }
              }
              return pages;
            });
  }

  private static StepKey key(Lease lease, long seq) {
    return new StepKey(lease.tenantId(), lease.rolloutId(), seq, lease.epoch());
  }

  private Trajectory read(Lease lease) {
    return new TenantTx(database.as(Role.RUNNER))
        .call(tenant, tx -> new TrajectoryReader().read(tx, lease.rolloutId()));
  }

  @Test
  void stepIsThereWhenAppendReturns() throws Exception {
    // Given
    database.job(tenant, 0);
    Lease lease = claim("a", Duration.ofSeconds(30));

    // When
    journal.append(key(lease, 2), new Step.Nudged("one"));

    // Then
    assertThat(read(lease).steps())
        .extracting(StepRecord::step)
        .containsExactly(new Step.Leased(1, "a", "test", 1), new Step.Nudged("one"));
  }

  @Test
  void pagesAreDurableWithTheStepThatNamesThem() throws Exception {
    // Given two jobs that read the same page, one of them twice
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      database.job(tenant, 0);
      leases.add(claim("a", Duration.ofSeconds(30)));
    }

    // When
    for (Lease lease : leases) {
      PageText page = PageText.of(lease.jobId(), "https://e/x", "X", "a\0\uD800b");
      journal.append(key(lease, 2), new Step.Nudged("one"), List.of(page));
    }
    PageText again = PageText.of(leases.getFirst().jobId(), "https://e/x", "Y", "a\0\uD800b");
    PageText other = PageText.of(leases.getFirst().jobId(), "https://e/y", "Y", "c");
    journal.append(key(leases.getFirst(), 3), new Step.Nudged("two"), List.of(again, other));

    // Then
    assertThat(pages())
        .containsExactly("https://e/x X a?b", "https://e/x X a?b", "https://e/y Y c");
    assertThat(again.source().characters()).isEqualTo(3);
  }

  @Test
  void stepThatIsFencedOffBringsNoPages() throws Exception {
    // Given a holder whose lease was taken over
    database.job(tenant, 0);
    Lease zombie = claim("a", Duration.ofMillis(1));
    claim("b", Duration.ofSeconds(30));

    // When, Then
    PageText page = PageText.of(zombie.jobId(), "https://e/x", "X", "a");
    assertThatThrownBy(
            () -> journal.append(key(zombie, 2), new Step.Nudged("after"), List.of(page)))
        .isInstanceOf(LeaseLostException.class);
    assertThat(pages()).isEmpty();
  }

  @Test
  void journalRoleCannotReadPages() {
    assertThatThrownBy(() -> database.one(Role.JOURNAL, "select body from page", String.class))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void zombieIsFencedOffByTheLeaseOfItsSuccessor() throws Exception {
    // Given a holder whose lease expires
    database.job(tenant, 0);
    Lease zombie = claim("a", Duration.ofMillis(1));
    journal.append(key(zombie, 2), new Step.Nudged("before"));
    Lease successor = claim("b", Duration.ofSeconds(30));

    // When, Then
    assertThatThrownBy(() -> journal.append(key(zombie, 3), new Step.Nudged("after")))
        .isInstanceOf(LeaseLostException.class);
    journal.append(key(successor, 4), new Step.Nudged("mine"));
    assertThat(read(successor).steps()).hasSize(4);
    assertThat(successor.attempt()).isEqualTo(2);
    assertThat(metrics.counter("quarry.fence.rejected").count()).isEqualTo(1);
  }

  @Test
  void manyRolloutsShareCommits() throws Exception {
    // Given
    var leases = new ArrayList<Lease>();
    for (int i = 0; i < 100; i++) {
      database.job(tenant, 0);
    }
    database.run(Role.OWNER, "update tenant_sched set max_running = 1000");
    for (int i = 0; i < 100; i++) {
      leases.add(claim("a", Duration.ofSeconds(60)));
    }

    // When
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> writers = new ArrayList<>();
      for (Lease lease : leases) {
        writers.add(
            threads.submit(
                () -> {
                  for (long seq = 2; seq <= 11; seq++) {
                    journal.append(key(lease, seq), new Step.Nudged("n" + seq));
                  }
                  return null;
                }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }

    // Then
    for (Lease lease : leases) {
      assertThat(read(lease).steps()).hasSize(11);
    }
    assertThat(metrics.summary("quarry.journal.batch").count()).isLessThan(400);
  }

  @Test
  void journalRoleCannotReadWhatItWrites() {
    assertThatThrownBy(() -> database.one(Role.JOURNAL, "select body from step", String.class))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
  }

  @Test
  void textWithNulIsKept() throws Exception {
    database.job(tenant, 0);
    Lease lease = claim("a", Duration.ofSeconds(30));

    journal.append(key(lease, 2), new Step.Nudged("a\0b"));

    assertThat(read(lease).steps().getLast().step()).isEqualTo(new Step.Nudged("a\0b"));
  }

  @Test
  void rowThatIsRefusedHarmsNoOtherInItsBatch() throws Exception {
    // Given a rollout that is gone, whose row the foreign key refuses
    database.job(tenant, 0);
    Lease lease = claim("a", Duration.ofSeconds(30));
    var gone = new StepKey(tenant, UUID.randomUUID(), 1, 1);

    // When both are in one batch, the writer being held up until they are
    var open = new CountDownLatch(1);
    var table = new StepInsert(database.as(Role.JOURNAL));
    try (var held =
            new Journal(
                (rows, again) -> {
                  try {
                    open.await();
                  } catch (InterruptedException e) {
                    throw new SQLException(e);
                  }
                  return table.write(rows, again);
                },
                JournalLimits.STANDARD,
                metrics);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.submit(() -> held.append(key(lease, 2), new Step.Nudged("first")));
      Thread.sleep(100);
      Future<?> refused = threads.submit(() -> held.append(gone, new Step.Nudged("x")));
      Future<?> kept = threads.submit(() -> held.append(key(lease, 3), new Step.Nudged("y")));
      Thread.sleep(100);
      open.countDown();

      // Then
      kept.get();
      assertThatThrownBy(refused::get).hasMessageContaining("step refused");
      assertThat(read(lease).steps()).hasSize(3);
    }
  }
}
