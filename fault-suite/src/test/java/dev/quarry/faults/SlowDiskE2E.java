package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.harness.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 7: every commit takes 100 ms longer, as on a disk that is slow to flush. */
@Tag("full")
@ExtendWith(PlatformExtension.class)
class SlowDiskE2E {
  private static final int JOBS = 10;
  private static final int ROUNDS = 6;
  private static final Duration DELAY = Duration.ofMillis(100);

  private final Platform platform;

  SlowDiskE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void noLeaseIsLostToSlowCommits() throws Exception {
    platform.disturb(
        "7 each commit 100 ms slower",
        List.of(),
        fault -> {
          // Given
          platform.standBy(2);
          setting("commit_delay = " + DELAY.toMillis() * 1000, "commit_siblings = 0");
          try {
            assertThat(commit()).isGreaterThanOrEqualTo(DELAY);

            // When
            var jobs = new ArrayList<FaultJob>();
            for (int i = 0; i < JOBS; i++) {
              jobs.add(fault.ask(Scripts.rounds(ROUNDS, Duration.ofMillis(200))));
            }

            // Then
            for (FaultJob job : jobs) {
              job.mustSucceed();
              fault.mustHaveKeptItsHolder(job);
              assertThat(job.modelCalls()).isEqualTo(ROUNDS + 1);
            }
          } finally {
            setting("commit_delay = 0", "commit_siblings = 5");
          }
        });
  }

  private Duration commit() throws Exception {
    try (Database database = platform.database()) {
      long begin = System.nanoTime();
      database.execute("create table slow_commit(x int); drop table slow_commit");
      return Duration.ofNanos(System.nanoTime() - begin);
    }
  }

  private void setting(String... settings) throws Exception {
    try (Database database = platform.database()) {
      for (String setting : settings) {
        database.execute("alter system set " + setting);
      }
      database.execute("select pg_reload_conf()");
    }
  }
}
