package dev.quarry.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PacedTest {
  private static final Duration SHORT = Duration.ofMillis(20);

  private final List<String> received = new ArrayList<>();
  private final AtomicInteger cancels = new AtomicInteger();
  private final Paced<String> paced = new Paced<>(subscriber(), cancels::incrementAndGet);

  @Test
  void itemsGoOverAsTheyAreWanted() throws Exception {
    // Given
    paced.request(2);

    // When
    paced.send("a", SHORT);
    paced.send("b", SHORT);

    // Then
    assertThat(received).containsExactly("a", "b");
    assertThatThrownBy(() -> paced.send("c", SHORT))
        .isInstanceOf(Paced.GoneException.class)
        .hasMessage("it took nothing for 20 ms");
    assertThat(received).containsExactly("a", "b");
  }

  @Test
  void unlimitedDemandDoesNotOverflow() throws Exception {
    // Given
    paced.request(Long.MAX_VALUE);
    paced.request(Long.MAX_VALUE);
    paced.request(Long.MAX_VALUE);

    // When
    paced.send("a", SHORT);

    // Then
    assertThat(received).containsExactly("a");
  }

  @Test
  void writerThatWaitsHearsOfTheEndAtOnce() throws Exception {
    // Given
    var failure = new java.util.concurrent.CompletableFuture<Exception>();
    Thread writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    paced.send("a", Duration.ofMinutes(1));
                  } catch (Paced.GoneException | InterruptedException e) {
                    failure.complete(e);
                  }
                });

    // When
    paced.cancel();

    // Then
    assertThat(failure.get()).hasMessage("it has gone");
    writer.join();
    paced.complete();
    assertThat(received).isEmpty();
    assertThat(cancels).hasValue(1);
  }

  private Flow.Subscriber<String> subscriber() {
    return new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {}

      @Override
      public void onNext(String item) {
        received.add(item);
      }

      @Override
      public void onError(Throwable throwable) {
        received.add("error");
      }

      @Override
      public void onComplete() {
        received.add("end");
      }
    };
  }
}
