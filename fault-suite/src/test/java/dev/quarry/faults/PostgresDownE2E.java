package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.faults.platform.Client;
import dev.quarry.faults.platform.Evidence;
import dev.quarry.faults.platform.Fault;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.RunnerProcess;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.harness.Database;
import dev.quarry.localstack.Backend;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 6: the database crashes, stays away, takes no writes, drops connections. */
@Tag("full")
@ExtendWith(PlatformExtension.class)
class PostgresDownE2E {
  private static final int JOBS = 6;
  private static final int ROUNDS = 20;

  /** Two leases: nobody can keep one over that. */
  private static final Duration DOWN = Platform.LEASE.multipliedBy(2);

  /** How long the API may take to say that it cannot answer. */
  private static final Duration REFUSAL = Duration.ofSeconds(15);

  private final Platform platform;

  PostgresDownE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void jobsGoOnAfterAnImmediateRestart() throws Exception {
    platform.disturb(
        "6 immediate restart of PostgreSQL",
        List.of(Evidence.KILLS),
        fault -> {
          List<FaultJob> jobs = running(fault);
          platform.processes().stack().crash(Backend.POSTGRES);
          fault.killed();
          platform.processes().stack().revive(Backend.POSTGRES);
          assertWhole(jobs);
        });
  }

  @Test
  void nothingIsStartedWhileItIsAwayAndAllGoesOnAfterwards() throws Exception {
    platform.disturb(
        "6 PostgreSQL away for two leases",
        List.of(Evidence.KILLS, Evidence.TAKEOVERS),
        fault -> {
          // Given
          List<FaultJob> jobs = running(fault);

          // When it is away for so long that no lease can be kept
          platform.processes().stack().crash(Backend.POSTGRES);
          fault.killed();
          Instant away = Instant.now();
          String mark = platform.model().register(Scripts.everyKindOfCall());
          HttpResponse<String> refused = platform.client().submit(Fault.request(mark), mark);
          Duration took = Duration.between(away, Instant.now());

          // Then nothing is accepted, and no call is begun that could not be kept
          assertThat(refused.statusCode()).isEqualTo(503);
          assertThat(took).isLessThan(REFUSAL.plus(fault.stall()));
          TimeUnit.MILLISECONDS.sleep(Math.max(0, DOWN.minus(took).toMillis()));
          int calls = jobs.stream().mapToInt(FaultJob::modelCalls).sum();
          int effects = platform.effects().calls().size();
          TimeUnit.SECONDS.sleep(1);
          assertThat(jobs.stream().mapToInt(FaultJob::modelCalls).sum()).isEqualTo(calls);
          assertThat(platform.effects().calls()).hasSize(effects);

          // And all goes on without a restart
          List<RunnerProcess> before = platform.alive();
          platform.processes().stack().revive(Backend.POSTGRES);
          assertWhole(jobs);
          assertThat(platform.alive()).isEqualTo(before);
          platform.await("the API", () -> platform.client().get("/jobs").statusCode() == 200);
          FaultJob late =
              fault.watch(Client.id(platform.client().submit(Fault.request(mark), mark)), mark);
          late.mustSucceed();
        });
  }

  @Test
  void databaseThatTakesNoWritesLosesNothing() throws Exception {
    platform.disturb(
        "6 PostgreSQL read-only for two leases",
        List.of(Evidence.TAKEOVERS),
        fault -> {
          List<FaultJob> jobs = running(fault);
          setting("default_transaction_read_only = on");
          try {
            String mark = platform.model().register(Scripts.everyKindOfCall());
            assertThat(platform.client().submit(Fault.request(mark), mark).statusCode())
                .isBetween(500, 503);
            TimeUnit.MILLISECONDS.sleep(DOWN.toMillis());
          } finally {
            setting("default_transaction_read_only = off");
          }
          assertWhole(jobs);
        });
  }

  @Test
  void connectionsMayBeDroppedAtAnyTime() throws Exception {
    platform.disturb(
        "6 all connections to PostgreSQL dropped, 20 times",
        List.of(),
        fault -> {
          List<FaultJob> jobs = running(fault);
          long dropped = 0;
          try (Database database = platform.database()) {
            for (int i = 0; i < 20; i++) {
              dropped +=
                  database.number(
                      "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                          + " where usename like 'quarry%'");
              TimeUnit.MILLISECONDS.sleep(fault.random().nextInt(400));
            }
          }
          assertThat(dropped).isGreaterThan(20);
          assertWhole(jobs);
        });
  }

  private List<FaultJob> running(Fault fault) throws Exception {
    platform.standBy(2);
    var jobs = new ArrayList<FaultJob>();
    for (int i = 0; i < JOBS; i++) {
      jobs.add(fault.ask(Scripts.rounds(ROUNDS, Duration.ofMillis(150))));
    }
    for (FaultJob job : jobs) {
      job.awaitSteps(4);
    }
    return jobs;
  }

  private static void assertWhole(List<FaultJob> jobs) throws Exception {
    for (FaultJob job : jobs) {
      job.mustSucceed();
      assertThat(job.count("replied")).isEqualTo(ROUNDS + 1);
      assertThat(job.count("tool-returned")).isEqualTo(ROUNDS);
    }
  }

  private void setting(String setting) throws Exception {
    try (Database database = platform.database()) {
      database.execute("alter system set " + setting);
      database.execute("select pg_reload_conf()");
    }
  }
}
