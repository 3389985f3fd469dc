package dev.quarry.bench.platform;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Processor time of the processes that this one has started, by part. Unlike time on the clock it
 * hardly depends on what else the machine does.
 *
 * @param seconds by part
 */
public record Cpu(Map<String, Double> seconds) {
  private static final List<String> PARTS =
      List.of("platform-api", "agent-runner", "quarry.broker", "postgres", "StubMain", "DbosMain");

  public Cpu {
    seconds = Map.copyOf(seconds);
  }

  /** Used until now by the processes that are there. */
  public static Cpu now() {
    Map<String, Double> seconds = new TreeMap<>();
    ProcessHandle.current()
        .descendants()
        .forEach(
            process ->
                seconds.merge(
                    part(process.info().commandLine().orElse("")),
                    process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9,
                    Double::sum));
    return new Cpu(seconds);
  }

  private static String part(String commandLine) {
    return PARTS.stream().filter(commandLine::contains).findFirst().orElse("other");
  }

  /**
   * @return milliseconds since an earlier reading, by part, for each of some units of work
   */
  public Map<String, Double> since(Cpu earlier, double units) {
    Map<String, Double> millis = new TreeMap<>();
    seconds.forEach(
        (part, now) -> {
          double used = (now - earlier.seconds().getOrDefault(part, 0.0)) * 1e3 / units;
          if (used > 0) {
            millis.put("CPU ms, " + part, used);
          }
        });
    return millis;
  }
}
