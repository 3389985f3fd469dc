package dev.quarry.faults.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The clock of one process, right until it is set.
 *
 * @param file that the process reads its error from
 */
public record WrongClock(Path file) {
  private static final Duration TOLERANCE = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static WrongClock in(Path folder, String name) throws IOException {
    var clock = new WrongClock(folder.resolve(name + ".clock"));
    clock.write(Duration.ZERO);
    return clock;
  }

  /**
   * Sets it wrong and waits until the process itself has told what time it thinks it is.
   *
   * @throws AssertionError when that is another
   */
  public void shift(Duration by) throws IOException, InterruptedException {
    Path seen = file.resolveSibling(file.getFileName() + ".seen");
    Files.deleteIfExists(seen);
    write(by);
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!Files.exists(seen)) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("the process has not looked at " + file);
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
    Instant told = Instant.ofEpochMilli(Long.parseLong(Files.readString(seen)));
    if (Duration.between(Instant.now().plus(by), told).abs().compareTo(TOLERANCE) > 0) {
      throw new AssertionError(
          "the process was to be off by %s and thinks it is %s".formatted(by, told));
    }
  }

  private void write(Duration by) throws IOException {
    Path made = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(made, Long.toString(by.toMillis()));
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
