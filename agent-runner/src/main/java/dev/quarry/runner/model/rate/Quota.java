package dev.quarry.runner.model.rate;

import dev.quarry.runner.model.ProviderRate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What goes into a bucket, of each of the two things that providers count. */
public record Quota(Flow requests, Flow tokens) {
  /**
   * One of them.
   *
   * @param capacity of the bucket: what may go out at once after a quiet time
   * @param perSecond what comes in
   */
  public record Flow(double capacity, double perSecond) {
    static final Flow ENDLESS = new Flow(1e15, 1e15);

    private static final double MINUTE = 60;

    /**
     * So that no minute has more than the provider allows. Within T seconds at most {@code capacity
     * + perSecond · (T + portion)} goes out: what was there, what came in, and what had been taken
     * before and was not spent. For a minute that has to be less than one more than is allowed.
     */
    static Flow of(@Nullable Long aMinute, Pace pace) {
      if (aMinute == null) {
        return ENDLESS;
      }
      double capacity = Math.max(1, aMinute * seconds(pace.burst()) / MINUTE);
      return new Flow(capacity, (aMinute - capacity + 1) / (MINUTE + seconds(pace.portion())));
    }

    boolean endless() {
      return equals(ENDLESS);
    }

    private static double seconds(Duration duration) {
      return duration.toNanos() / 1e9;
    }
  }

  static Quota of(ProviderRate rate, Pace pace) {
    return new Quota(Flow.of(rate.requests(), pace), Flow.of(rate.tokens(), pace));
  }

  boolean endless() {
    return requests.endless() && tokens.endless();
  }
}
