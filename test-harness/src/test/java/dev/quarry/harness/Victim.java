package dev.quarry.harness;

import java.time.Instant;
import java.util.Date;

/** A process for {@code FaultAgentTest}: takes steps and tells the time. */
public final class Victim {
  private Victim() {}

  public static void main(String[] args) throws InterruptedException {
    for (int i = 1; i <= Integer.parseInt(args[0]); i++) {
      System.out.println("step " + step(i));
      System.out.println(
          "clocks %d %d %d"
              .formatted(
                  System.currentTimeMillis(), Instant.now().toEpochMilli(), new Date().getTime()));
      Thread.sleep(100);
    }
  }

  /** Has a branch, so that its stack maps matter. */
  static String step(int i) {
    if (i % 2 == 0) {
      return "even " + i;
    }
    return "odd " + i;
  }
}
