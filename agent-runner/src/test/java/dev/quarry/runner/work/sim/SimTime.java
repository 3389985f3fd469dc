package dev.quarry.runner.work.sim;

import dev.quarry.core.lifecycle.Time;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Time as the processes of one machine see it: its clock is off, and may go too fast or slow. */
final class SimTime implements Time {
  private final World world;
  private final double rate;
  private final long offset;
  private final Dice dice;

  SimTime(World world, double rate, Dice dice) {
    this.world = world;
    this.rate = rate;
    this.dice = dice;
    this.offset = dice.bits() >> 8;
  }

  @Override
  public long nanos() {
    return offset + (long) (world.now() * rate);
  }

  private Duration real(Duration own) {
    return Duration.ofNanos((long) (own.toNanos() / rate));
  }

  @Override
  public void sleep(Duration pause) throws InterruptedException {
    world.contact();
    var over = new CompletableFuture<Void>();
    world.after(real(pause), () -> over.complete(null));
    try {
      over.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public <T> T await(CompletableFuture<T> result, Duration most)
      throws ExecutionException, InterruptedException, TimeoutException {
    world.contact();
    var either = new CompletableFuture<Void>();
    result.whenComplete((value, failure) -> either.complete(null));
    world.after(real(most), () -> either.complete(null));
    either.get();
    if (!result.isDone()) {
      throw new TimeoutException();
    }
    return result.get();
  }

  @Override
  public Duration jitter(Duration most) {
    return dice.upTo(most);
  }
}
