package dev.quarry.runner.work.sim;

import java.time.Duration;
import java.util.SplittableRandom;

/** Chance, all of it from the seed. Each user has a stream of its own, told apart by its name. */
final class Dice {
  private final SplittableRandom random;

  Dice(long seed, String stream) {
    this.random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L ^ (long) stream.hashCode() << 20);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Both ends included. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  double share(double least, double most) {
    return least + random.nextDouble() * (most - least);
  }

  Duration millis(int least, int most) {
    return Duration.ofNanos((long) (share(least, most) * 1e6));
  }

  Duration upTo(Duration most) {
    return Duration.ofNanos(random.nextLong(most.toNanos() + 1));
  }

  long bits() {
    return random.nextLong();
  }

  @SafeVarargs
  final <T> T oneOf(T... things) {
    return things[random.nextInt(things.length)];
  }
}
