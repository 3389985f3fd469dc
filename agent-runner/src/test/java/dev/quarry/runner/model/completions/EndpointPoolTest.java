package dev.quarry.runner.model.completions;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndpointPoolTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

  @Test
  void newKeysDifferByOnePerServerAtMostAndStay() {
    // Given
    EndpointPool pool = pool(3, 1_000);
    // When
    Map<String, Integer> keys = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      keys.merge(pool.choose("key" + i).id(), 1, Integer::sum);
    }
    // Then
    assertThat(keys.values()).containsExactlyInAnyOrder(34, 33, 33);
    for (int i = 0; i < 100; i++) {
      assertThat(pool.choose("key" + i).id()).isEqualTo("http://m" + i % 3);
    }
  }

  @Test
  void serverThatFailedRestsAndItsKeyStaysWhereItMoved() {
    // Given
    EndpointPool pool = pool(2, 10);
    Endpoint first = pool.choose("a");
    // When
    pool.failed(first);
    Endpoint second = pool.choose("a");
    // Then
    assertThat(second).isNotSameAs(first);
    assertThat(pool.choose("new")).isSameAs(second);
    // When: the rest is over
    nanos.addAndGet(Duration.ofSeconds(31).toNanos());
    // Then
    assertThat(pool.choose("a")).isSameAs(second);
    assertThat(List.of(pool.choose("x"), pool.choose("y"))).contains(first);
  }

  @Test
  void whenAllRestTheOneThatRestedLongestIsTried() {
    // Given
    EndpointPool pool = pool(2, 10);
    Endpoint first = pool.choose("a");
    Endpoint second = pool.choose("b");
    // When
    pool.failed(first);
    pool.failed(second);
    // Then
    assertThat(pool.choose("a")).isSameAs(first);
    pool.failed(first);
    assertThat(pool.choose("a")).isSameAs(second);
    pool.answered(first);
    assertThat(pool.choose("b")).isSameAs(first);
  }

  @Test
  void onlySoManyKeysAreRemembered() {
    // Given
    EndpointPool pool = pool(2, 2);
    pool.choose("a");
    pool.choose("b");
    // When: a is used again, so b is the one forgotten
    pool.choose("a");
    pool.choose("c");
    // Then
    assertThat(pool.choose("a").id()).isEqualTo("http://m0");
    assertThat(pool.choose("b").id()).isEqualTo("http://m1");
  }

  private EndpointPool pool(int servers, int keys) {
    List<URI> urls = IntStream.range(0, servers).mapToObj(i -> URI.create("http://m" + i)).toList();
    return new EndpointPool(urls, keys, Duration.ofSeconds(30), nanos::get);
  }
}
