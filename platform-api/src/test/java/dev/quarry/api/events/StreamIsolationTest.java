package dev.quarry.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.event.JobEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** An announcement reaches streams of its own tenant only, even where somebody knows the job. */
class StreamIsolationTest {
  @Test
  void streamsAreScopedByTenant() throws Exception {
    Subscriptions subscriptions = new Subscriptions(10, new SimpleMeterRegistry());
    assertThat(
            findings(
                (tenant, job) -> {
                  Inbox inbox = new Inbox(4);
                  subscriptions.open(tenant, job, inbox);
                  return inbox;
                },
                subscriptions::publish))
        .isEmpty();
  }

  @Test
  void streamThatIsNotScopedIsFound() throws Exception {
    // Given: a hole that is planted, streams by job alone
    Map<UUID, List<Inbox>> byJob = new HashMap<>();

    // When / Then
    assertThat(
            findings(
                (tenant, job) -> {
                  Inbox inbox = new Inbox(4);
                  byJob.computeIfAbsent(job, j -> new ArrayList<>()).add(inbox);
                  return inbox;
                },
                event -> byJob.get(event.jobId()).forEach(inbox -> inbox.put(event))))
        .containsExactly(
            "stream-without-tenant Progress",
            "stream-without-tenant StepWritten",
            "stream-without-tenant StateChanged");
  }

  private static List<String> findings(
      BiFunction<UUID, UUID, Inbox> open, Consumer<JobEvent> publish) throws InterruptedException {
    List<String> findings = new ArrayList<>();
    UUID theirs = UUID.randomUUID();
    UUID job = UUID.randomUUID();
    Inbox own = open.apply(theirs, job);
    Inbox foreign = open.apply(UUID.randomUUID(), job);
    for (JobEvent event :
        List.of(
            new JobEvent.Progress(theirs, job, 1, "canary"),
            new JobEvent.StepWritten(theirs, job, 0, 1, "leased"),
            new JobEvent.StateChanged(theirs, job, "RUNNING"))) {
      publish.accept(event);
      assertThat(news(own)).isTrue();
      if (news(foreign)) {
        findings.add("stream-without-tenant " + event.getClass().getSimpleName());
      }
    }
    return findings;
  }

  private static boolean news(Inbox inbox) throws InterruptedException {
    Inbox.News news = inbox.await(Duration.ZERO);
    return news.look() || !news.progress().isEmpty();
  }
}
