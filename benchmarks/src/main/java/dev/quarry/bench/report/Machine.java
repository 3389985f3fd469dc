package dev.quarry.bench.report;

import dev.quarry.localstack.LocalStack;
import java.lang.management.ManagementFactory;

/**
 * What it was measured on.
 *
 * @param cores that the JVM may use
 * @param memoryMegabytes of the machine or container
 * @param postgres version of the server
 * @param loadBefore of the last minute when the run began, NaN where the system does not tell
 */
public record Machine(
    int cores, long memoryMegabytes, String os, String jdk, String postgres, double loadBefore) {
  public static Machine here() {
    var os = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        os.getTotalMemorySize() >> 20,
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        Runtime.version().toString(),
        LocalStack.postgresVersion(),
        os.getSystemLoadAverage());
  }
}
