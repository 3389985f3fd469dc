package dev.quarry.bench.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Memory of a JVM of this machine, as Linux counts it. */
public final class Memory {
  private static final int SETTLE_SECONDS = 2;

  private Memory() {}

  /**
   * Collects garbage, gives the JVM a moment to hand pages back, and reads its resident size.
   *
   * @return bytes
   */
  public static long residentAfterCollection(long pid) throws IOException, InterruptedException {
    for (int i = 0; i < 2; i++) {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (jcmd.waitFor() != 0) {
        throw new IOException("process %d does not collect its garbage".formatted(pid));
      }
      TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    }
    return resident(pid);
  }

  /**
   * @return bytes
   */
  public static long resident(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
        .findFirst()
        .orElseThrow(() -> new IOException("process %d is gone".formatted(pid)));
  }
}
