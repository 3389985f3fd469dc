package dev.quarry.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.event.JobEvent;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InboxTest {
  private static final UUID ID = new UUID(0, 1);

  private final Inbox inbox = new Inbox(3);

  @Test
  void manyAnnouncementsAreOneLook() throws Exception {
    // Given
    inbox.put(new JobEvent.StepWritten(ID, ID, 0, 1, "replied"));
    inbox.put(new JobEvent.StepWritten(ID, ID, 0, 2, "replied"));
    inbox.put(new JobEvent.StateChanged(ID, ID, "RUNNING"));

    // When / Then
    assertThat(inbox.await(Duration.ZERO).look()).isTrue();
    assertThat(inbox.await(Duration.ZERO).look()).isFalse();
  }

  @Test
  void oldestProgressIsDroppedFirst() throws Exception {
    // Given
    for (int i = 1; i <= 5; i++) {
      inbox.put(new JobEvent.Progress(ID, ID, i, "n"));
    }

    // When
    Inbox.News news = inbox.await(Duration.ofMinutes(1));

    // Then
    assertThat(news.look()).isFalse();
    assertThat(news.progress()).extracting(JobEvent.Progress::round).containsExactly(3, 4, 5);
  }

  @Test
  void nothingNewIsToldWhenTimeIsUp() throws Exception {
    Inbox.News news = inbox.await(Duration.ofMillis(5));
    assertThat(news.look()).isFalse();
    assertThat(news.progress()).isEmpty();
  }
}
