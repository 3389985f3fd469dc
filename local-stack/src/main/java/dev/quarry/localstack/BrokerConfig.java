package dev.quarry.localstack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the Kafka broker is run.
 *
 * @param preferredPort 0..65535; a free one is taken when it is in use, or when it is 0
 * @param placement in this JVM or in one of its own
 * @param heapMegabytes most heap of a broker in its own process, at least 128
 * @param detour a second way to the broker, null for none
 */
public record BrokerConfig(
    int preferredPort, BrokerPlacement placement, int heapMegabytes, @Nullable Detour detour) {
  public static final int DEFAULT_PORT = 19092;
  public static final int DEFAULT_HEAP_MEGABYTES = 256;
  private static final int LEAST_HEAP_MEGABYTES = 128;

  public BrokerConfig {
    Ports.requireValid("Kafka port", preferredPort);
    Objects.requireNonNull(placement, "placement");
    if (heapMegabytes < LEAST_HEAP_MEGABYTES) {
      throw new IllegalArgumentException(
          "Kafka heap: %d MB given, at least %d MB accepted"
              .formatted(heapMegabytes, LEAST_HEAP_MEGABYTES));
    }
  }

  public static BrokerConfig defaults() {
    return new BrokerConfig(DEFAULT_PORT, BrokerPlacement.IN_PROCESS, DEFAULT_HEAP_MEGABYTES, null);
  }
}
