package dev.quarry.runner.model.completions;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the server for a request. A key stays with its server, whose prefix cache then holds the
 * prompt so far; new keys go round, so that servers differ by one key at most. A server that failed
 * rests: its keys move to the next healthy one and stay there. When all rest, the one that has
 * rested longest is tried.
 */
final class EndpointPool {
  private final List<Endpoint> endpoints;
  private final Duration rest;
  private final LongSupplier ticker;
  private final Map<String, Endpoint> sticky;
  private final Map<Endpoint, Long> restingUntil = new LinkedHashMap<>();
  private int next;

  /**
   * @param maxKeys that are remembered; beyond it the one not used for longest is forgotten
   * @param rest of a server that failed
   * @param ticker nanoseconds that never go back
   */
  EndpointPool(List<URI> baseUrls, int maxKeys, Duration rest, LongSupplier ticker) {
    this.endpoints = baseUrls.stream().map(Endpoint::new).toList();
    this.rest = rest;
    this.ticker = ticker;
    this.sticky =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Endpoint> eldest) {
            return size() > maxKeys;
          }
        };
  }

  synchronized Endpoint choose(String key) {
    Endpoint current = sticky.get(key);
    if (current != null && !resting(current)) {
      return current;
    }
    Endpoint healthy = nextHealthy();
    if (healthy == null) {
      return longestRested();
    }
    sticky.put(key, healthy);
    return healthy;
  }

  synchronized void failed(Endpoint endpoint) {
    restingUntil.remove(endpoint);
    restingUntil.put(endpoint, ticker.getAsLong() + rest.toNanos());
  }

  synchronized void answered(Endpoint endpoint) {
    restingUntil.remove(endpoint);
  }

  private @Nullable Endpoint nextHealthy() {
    for (int i = 0; i < endpoints.size(); i++) {
      Endpoint candidate = endpoints.get(next);
      next = (next + 1) % endpoints.size();
      if (!resting(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** Insertion order is the order in which they failed. */
  private Endpoint longestRested() {
    return restingUntil.keySet().iterator().next();
  }

  private boolean resting(Endpoint endpoint) {
    Long until = restingUntil.get(endpoint);
    return until != null && ticker.getAsLong() - until < 0;
  }
}
