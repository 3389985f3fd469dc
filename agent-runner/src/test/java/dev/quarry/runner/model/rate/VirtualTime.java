package dev.quarry.runner.model.rate;

import dev.quarry.core.lifecycle.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Time that passes by being slept. */
final class VirtualTime implements Time {
  final List<Duration> sleeps = new ArrayList<>();
  private long now = 1_000_000_000_000L;

  void pass(Duration time) {
    now += time.toNanos();
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void sleep(Duration pause) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    sleeps.add(pause);
    pass(pause);
  }

  @Override
  public <T> T await(CompletableFuture<T> result, Duration most) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Duration jitter(Duration most) {
    return Duration.ZERO;
  }
}
