package dev.quarry.api.job;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.core.tenancy.StorageException;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes forgotten idempotency keys of tenants that use them, now and then, off the request. */
@Singleton
final class IdempotencySweep {
  private static final Logger LOG = LoggerFactory.getLogger(IdempotencySweep.class);
  private static final long TENANTS = 10_000;

  private final IntakeStore intake;
  private final Cache<UUID, Boolean> swept;

  IdempotencySweep(IntakeStore intake, ApiConfig config) {
    this.intake = intake;
    this.swept =
        Caffeine.newBuilder()
            .expireAfterWrite(config.requests().idempotencySweep())
            .maximumSize(TENANTS)
            .build();
  }

  void used(UUID tenantId) {
    if (swept.asMap().putIfAbsent(tenantId, Boolean.TRUE) == null) {
      Thread.ofVirtual().name("idempotency-sweep").start(() -> sweep(tenantId));
    }
  }

  private void sweep(UUID tenantId) {
    try {
      intake.sweep(tenantId);
    } catch (StorageException e) {
      LOG.warn("old idempotency keys could not be removed tenantId={}", tenantId, e);
    }
  }
}
