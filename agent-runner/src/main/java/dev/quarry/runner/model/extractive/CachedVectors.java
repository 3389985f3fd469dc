package dev.quarry.runner.model.extractive;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of {@link MiniLm}, the least recently used ones forgotten beyond a number. At most a few
 * texts are embedded at a time, so that many rollouts do not take every core.
 */
final class CachedVectors implements SentenceVectors {
  private static final int AT_ONCE = 2;
  private static final int MAX_TEXT = 1_000;

  private final Semaphore slots = new Semaphore(AT_ONCE, true);
  private final Map<String, float[]> cache;

  CachedVectors(int capacity) {
    this.cache =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.@Nullable Entry<String, float[]> eldest) {
            return size() > capacity;
          }
        };
  }

  @Override
  public double similarity(String a, String b) throws InterruptedException {
    Optional<MiniLm> model = MiniLm.get();
    if (model.isEmpty() || a.isBlank() || b.isBlank()) {
      return 0;
    }
    float[] x = vector(model.get(), a);
    float[] y = vector(model.get(), b);
    double dot = 0;
    for (int i = 0; i < x.length; i++) {
      dot += x[i] * y[i];
    }
    return Math.round(dot * 1_000) / 1_000.0;
  }

  private float[] vector(MiniLm model, String text) throws InterruptedException {
    String head = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    float[] known;
    synchronized (cache) {
      known = cache.get(head);
    }
    if (known != null) {
      return known;
    }
    slots.acquire();
    try {
      float[] vector = model.embed(head).content().vector();
      synchronized (cache) {
        cache.put(head, vector);
      }
      return vector;
    } finally {
      slots.release();
    }
  }
}
