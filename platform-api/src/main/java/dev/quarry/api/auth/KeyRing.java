package dev.quarry.api.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.core.tenancy.StorageException;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import java.security.Principal;
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
   * @param peer address that it comes from
   * @return who presents it, or nothing when it is unknown, expired, revoked or not allowed there
   */
  Optional<Principal> open(ApiKey presented, String peer) {
    Optional<KnownKey> found = Optional.ofNullable(known.getIfPresent(presented.id()));
    if (found.isEmpty()) {
      found = store.find(presented);
      found.ifPresent(key -> known.put(presented.id(), key));
    }
    return found
        .filter(key -> key.accepts(presented, peer, clock.instant()))
        .map(
            key -> {
              touch(presented, key.who());
              return key.who();
            });
  }

  /** Forgets what it knows of a key: this replica need not wait for its revocation to be seen. */
  public void forget(String keyId) {
    known.invalidate(keyId);
  }

  /** The last use is told off the request's path, and its loss is no harm. */
  private void touch(ApiKey key, Principal who) {
    if (touched.asMap().putIfAbsent(key.id(), Boolean.TRUE) == null) {
      Thread.ofVirtual()
          .name("key-touch")
          .start(
              () -> {
                try {
                  if (who instanceof TenantPrincipal tenant) {
                    store.touch(tenant.tenant().id(), key.id(), config.touchEvery());
                  } else {
                    store.touchOperator(key);
                  }
                } catch (StorageException | PersistenceException e) {
                  LOG.warn("the use of a key could not be written down keyId={}", key.id(), e);
                }
              });
    }
  }
}
