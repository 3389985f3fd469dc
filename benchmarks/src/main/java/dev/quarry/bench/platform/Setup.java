package dev.quarry.bench.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a platform is set up for a benchmark.
 *
 * @param slots of each runner
 * @param lease how long a lease lasts; the sweep is a sixth of it, as in the defaults
 * @param heapMegabytes largest heap of each process
 * @param settings further environment of all processes
 */
public record Setup(int slots, Duration lease, int heapMegabytes, Map<String, String> settings) {
  private static final int DEFAULT_HEAP = 1_024;

  /** A context window that no benchmark fills: limits are not what is measured. */
  private static final int CONTEXT_TOKENS = 8_000_000;

  /** Longer than anything that waits; a call that is made again would be counted twice. */
  private static final Duration CALL_TIMEOUT = Duration.ofHours(2);

  /** A machine that is busy with thousands of new connections is not a server that is down. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofMinutes(2);

  public Setup {
    settings = Map.copyOf(settings);
  }

  /** Defaults of the product but for the number of slots. */
  public static Setup slots(int slots) {
    return new Setup(slots, Duration.ofSeconds(30), DEFAULT_HEAP, Map.of());
  }

  public Setup lease(Duration time) {
    return new Setup(slots, time, heapMegabytes, settings);
  }

  public Setup heap(int megabytes) {
    return new Setup(slots, lease, megabytes, settings);
  }

  List<String> jvmOptions(String stub) {
    var options = new ArrayList<String>();
    options.add("-Xmx" + heapMegabytes + "m");
    options.add("-Dquarry.models.profiles.stub.base-urls=" + stub + "/v1");
    options.add("-Dquarry.models.profiles.stub.model=stub");
    options.add("-Dquarry.models.profiles.stub.protocol=tags");
    options.add("-Dquarry.models.profiles.stub.context-tokens=" + CONTEXT_TOKENS);
    options.add("-Dquarry.models.profiles.stub.limits.timeout=" + CALL_TIMEOUT);
    options.add("-Dquarry.models.profiles.stub.limits.connect-timeout=" + CONNECT_TIMEOUT);
    options.add("-Dquarry.models.default=stub");
    options.add("-Dquarry.runner.context.forced-answer-tokens=" + CONTEXT_TOKENS);
    return options;
  }

  Map<String, String> environment(String stub) {
    var all = new HashMap<>(settings);
    all.put("QUARRY_SEARXNG_URL", stub);
    all.put("QUARRY_RUNNER_EGRESS_ALLOW_PRIVATE", stub.substring("http://".length()));
    all.put("QUARRY_RUNNER_SLOTS", Integer.toString(slots));
    all.put("QUARRY_RUNNER_LEASE_TIME", lease.toMillis() + "ms");
    all.put("QUARRY_RUNNER_SWEEP", lease.dividedBy(6).toMillis() + "ms");
    return all;
  }
}
