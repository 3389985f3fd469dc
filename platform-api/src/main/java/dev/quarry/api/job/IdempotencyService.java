package dev.quarry.api.job;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.core.tenancy.StorageException;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What clients' idempotency keys stand for. Those that are forgotten are removed from tenants that
 * use them, now and then, off the request.
 */
@Singleton
final class IdempotencyService {
  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyService.class);
  private static final long TENANTS = 10_000;

  private final IdempotencyStore keys;
  private final Cache<UUID, Boolean> swept;

  IdempotencyService(IdempotencyStore keys, ApiConfig config) {
    this.keys = keys;
    this.swept =
        Caffeine.newBuilder()
            .expireAfterWrite(config.requests().idempotencySweep())
            .maximumSize(TENANTS)
            .build();
  }

  /**
   * @return what a key stands for, unless it is forgotten
   */
  Optional<Idempotency.Kept> kept(UUID tenantId, Idempotency idempotency) {
    return keys.kept(tenantId, idempotency.key());
  }

  /** To be told after a key came with a request. */
  void used(UUID tenantId) {
    if (swept.asMap().putIfAbsent(tenantId, Boolean.TRUE) == null) {
      Thread.ofVirtual().name("idempotency-sweep").start(() -> sweep(tenantId));
    }
  }

  private void sweep(UUID tenantId) {
    try {
      keys.sweep(tenantId);
    } catch (StorageException e) {
      LOG.warn("old idempotency keys could not be removed tenantId={}", tenantId, e);
    }
  }
}
