package dev.quarry.api.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.core.tenancy.StorageException;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who a key stands for. Keys that were found are trusted for a few seconds without looking again.
 */
@Singleton
public final class KeyRing {
  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

  private final KeyStore store;
  private final ApiConfig.Keys config;
  private final Clock clock = Clock.systemUTC();
  private final Cache<String, KnownKey> known;
  private final Cache<String, Boolean> touched;

  KeyRing(KeyStore store, ApiConfig config) {
    this.store = store;
    this.config = config.keys();
    this.known =
        Caffeine.newBuilder()
            .expireAfterWrite(this.config.cacheFor())
            .maximumSize(this.config.cacheEntries())
            .build();
    this.touched =
        Caffeine.newBuilder()
            .expireAfterWrite(this.config.touchEvery())
            .maximumSize(this.config.cacheEntries())
            .build();
  }

  /**
   * Blocks on the database unless the key was seen a moment ago.
   *
   * @return who presents it, or nothing when it is unknown, expired or revoked
   */
  Optional<TenantPrincipal> open(ApiKey presented) {
    Optional<KnownKey> found = Optional.ofNullable(known.getIfPresent(presented.id()));
    if (found.isEmpty()) {
      found = store.find(presented.id());
      found.ifPresent(key -> known.put(key.keyId(), key));
    }
    return found
        .filter(key -> key.accepts(presented, clock.instant()))
        .map(
            key -> {
              touch(key);
              return new TenantPrincipal(key.tenantId(), key.keyId(), key.scopes());
            });
  }

  /** The last use is told off the request's path, and its loss is no harm. */
  private void touch(KnownKey key) {
    if (touched.asMap().putIfAbsent(key.keyId(), Boolean.TRUE) == null) {
      Thread.ofVirtual()
          .name("key-touch")
          .start(
              () -> {
                try {
                  store.touch(key.tenantId(), key.keyId(), config.touchEvery());
                } catch (StorageException | PersistenceException e) {
                  LOG.warn("the use of a key could not be written down keyId={}", key.keyId(), e);
                }
              });
    }
  }
}
