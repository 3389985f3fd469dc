package dev.quarry.api.isolation.holes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.UUID;
import java.util.function.Function;

/** A hole that is planted: what one tenant had looked up, another gets by the same name. */
public final class CacheWithoutTenant {
  private final Cache<String, String> reports = Caffeine.newBuilder().build();

  /** The same with the tenant in its key. */
  public static final class Sound {
    private record Key(UUID tenantId, String name) {}

    private final Cache<Key, String> reports = Caffeine.newBuilder().build();

    public String get(UUID tenantId, String name, Function<UUID, String> load) {
      return reports.get(new Key(tenantId, name), key -> load.apply(key.tenantId()));
    }
  }

  public String get(UUID tenantId, String name, Function<UUID, String> load) {
    return reports.get(name, key -> load.apply(tenantId));
  }
}
