package dev.quarry.core.trajectory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.trajectory.StepTable.StepRow;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How much goes into one commit. */
class JournalBatchTest {
  private static final int WRITERS = 6;
  private static final JournalLimits LIMITS =
      new JournalLimits(5, 1_000, 100, Duration.ofSeconds(1), Duration.ofSeconds(5));

  private final BlockingQueue<Integer> commits = new LinkedBlockingQueue<>();
  private final Semaphore mayCommit = new Semaphore(0);

  @Test
  void stepsWithoutPagesFillTheBatch() throws Exception {
    assertThat(sizes("")).containsExactly(1, 5, 1);
  }

  @Test
  void muchTextOfPagesEndsTheBatch() throws Exception {
    assertThat(sizes("x".repeat(600))).containsExactly(1, 2, 2, 2);
  }

  /** Sizes of the commits when the first is held up until all others wait. */
  private List<Integer> sizes(String text) throws Exception {
    var entered = new CountDownLatch(1);
    try (var journal =
        new Journal(
            (rows, again) -> {
              entered.countDown();
              mayCommit.acquireUninterruptibly();
              commits.add(rows.size());
              return rows.stream().collect(Collectors.toMap(StepRow::key, row -> Instant.EPOCH));
            },
            LIMITS,
            new SimpleMeterRegistry())) {
      var writers = new ArrayList<Thread>();
      for (int i = 0; i <= WRITERS; i++) {
        int rollout = i;
        Thread writer = Thread.ofVirtual().start(() -> append(journal, rollout, text));
        writers.add(writer);
        entered.await();
        while (writer.getState() != Thread.State.WAITING) {
          Thread.onSpinWait();
        }
      }
      mayCommit.release(1 + WRITERS);
      for (Thread writer : writers) {
        writer.join();
      }
    }
    return List.copyOf(commits);
  }

  private static void append(Journal journal, int rollout, String text) {
    UUID job = new UUID(1, rollout);
    List<PageText> pages =
        text.isEmpty() ? List.of() : List.of(PageText.of(job, "https://e/x", "X", text));
    try {
      journal.append(
          new StepKey(new UUID(0, 1), new UUID(2, rollout), 1, 1), new Step.Nudged("n"), pages);
    } catch (LeaseLostException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
