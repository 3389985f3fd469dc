package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quarry.faults.platform.Client;
import dev.quarry.faults.platform.Fault;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.RunnerProcess;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.harness.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 19: no disk, no connections, no file descriptors left. */
@Tag("full")
@ExtendWith(PlatformExtension.class)
class ResourceLimitE2E {
  private static final int ROUNDS = 25;
  private static final Duration PACE = Duration.ofMillis(150);
  private static final Duration OUTAGE = Duration.ofSeconds(5);

  private final Platform platform;

  ResourceLimitE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void fullDiskRefusesWhatIsNewAndKeepsWhatRuns() throws Exception {
    platform.disturb(
        "19 PostgreSQL says that its disk is full",
        List.of(),
        fault -> {
          // Given
          platform.standBy(1);
          FaultJob job = running(fault);
          String mark = platform.model().register(Scripts.everyKindOfCall());

          // When
          diskIsFull(true);
          try {
            assertThat(platform.client().submit(Fault.request(mark), mark).statusCode())
                .isBetween(500, 599);
            TimeUnit.MILLISECONDS.sleep(OUTAGE.toMillis());
          } finally {
            diskIsFull(false);
          }

          // Then
          assertWhole(job);
          FaultJob late =
              fault.watch(Client.id(platform.client().submit(Fault.request(mark), mark)), mark);
          late.mustSucceed();
        });
  }

  /** What a write meets when a table cannot grow: the same error, made by a trigger. */
  private void diskIsFull(boolean full) throws SQLException {
    try (Database database = platform.database()) {
      database.execute(
          "create or replace function disk_full() returns trigger language plpgsql as"
              + " $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$");
      for (String table : List.of("step", "job")) {
        database.execute(
            full
                ? "create trigger disk_full before insert on %s execute function disk_full()"
                    .formatted(table)
                : "drop trigger disk_full on " + table);
      }
    }
  }

  @Test
  void connectionsThatRunOutAreWaitedFor() throws Exception {
    platform.disturb(
        "19 all connections of PostgreSQL taken",
        List.of(),
        fault -> {
          // Given
          platform.standBy(1);
          FaultJob job = running(fault);

          // When strangers have all of them, and the platform's own are dropped
          List<Connection> taken = new ArrayList<>();
          try (Database database = platform.database()) {
            takeAll(taken);
            assertThat(
                    database.number(
                        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                            + " where usename like 'quarry%' and application_name <> 'stranger'"))
                .isPositive();
            takeAll(taken);
            TimeUnit.MILLISECONDS.sleep(OUTAGE.toMillis());
          } finally {
            for (Connection connection : taken) {
              connection.close();
            }
          }

          // Then
          assertThat(taken).hasSizeGreaterThan(50);
          assertWhole(job);
        });
  }

  private void takeAll(List<Connection> taken) {
    var endpoints = platform.processes().stack().endpoints();
    var login = endpoints.of(dev.quarry.localstack.Role.OWNER);
    try {
      while (taken.size() < 1000) {
        taken.add(
            DriverManager.getConnection(
                endpoints.jdbcUrl() + "?ApplicationName=stranger", login.user(), login.password()));
      }
    } catch (SQLException tooMany) {
      // That is what was wanted.
    }
  }

  @Test
  void runnerOutOfFileDescriptorsRecovers() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc and prlimit of Linux");
    platform.disturb(
        "19 runner out of file descriptors",
        List.of(),
        fault -> {
          // Given
          platform.standBy(1);
          FaultJob job = running(fault);
          RunnerProcess holder = job.holder();

          // When nothing more can be opened, and what is open is dropped
          int most = softLimit(holder);
          limit(holder, descriptors(holder) - 5);
          holder.database().reset();
          holder.model().reset();
          TimeUnit.MILLISECONDS.sleep(OUTAGE.toMillis());
          limit(holder, most);

          // Then
          assertWhole(job);
          assertThat(holder.isAlive()).isTrue();
          fault.mayBeTriedAgain(job, 3);
        });
  }

  private static int descriptors(RunnerProcess runner) {
    String[] open = Path.of("/proc/" + runner.app().process().pid() + "/fd").toFile().list();
    return open.length;
  }

  private static int softLimit(RunnerProcess runner) throws IOException {
    Path limits = Path.of("/proc/" + runner.app().process().pid() + "/limits");
    String line =
        Files.readAllLines(limits).stream()
            .filter(l -> l.startsWith("Max open files"))
            .findFirst()
            .orElseThrow();
    return Integer.parseInt(line.substring("Max open files".length()).strip().split("\\s+")[0]);
  }

  /** Only the soft limit: raising the hard one again takes a capability. */
  private static void limit(RunnerProcess runner, int descriptors)
      throws IOException, InterruptedException {
    String pid = Long.toString(runner.app().process().pid());
    Process limit =
        new ProcessBuilder("prlimit", "--pid", pid, "--nofile=" + descriptors + ":")
            .inheritIO()
            .start();
    assertThat(limit.waitFor()).isZero();
  }

  private FaultJob running(Fault fault) throws Exception {
    FaultJob job = fault.ask(Scripts.rounds(ROUNDS, PACE));
    job.awaitSteps(5);
    return job;
  }

  private static void assertWhole(FaultJob job) throws Exception {
    job.mustSucceed();
    assertThat(job.count("replied")).isEqualTo(ROUNDS + 1);
    assertThat(job.count("tool-returned")).isEqualTo(ROUNDS);
  }
}
