package dev.quarry.api.catalogue;

import dev.quarry.api.config.ApiConfig;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be asked for at the moment. */
@Singleton
public final class CatalogueService {
  private final CatalogueStore store;
  private final ApiConfig.Catalogue config;
  private volatile @Nullable Read last;

  CatalogueService(CatalogueStore store, ApiConfig config) {
    this.store = store;
    this.config = config.catalogue();
  }

  private record Read(long nanoTime, Offers offers) {}

  /**
   * @return nothing when no runner has ever registered
   */
  public Optional<Offers> offers() {
    Read kept = last;
    long now = System.nanoTime();
    if (kept != null && now - kept.nanoTime() < config.maxAge().toNanos()) {
      return Optional.of(kept.offers());
    }
    Optional<Offers> read = store.read(config.seenWithin());
    read.ifPresent(offers -> last = new Read(now, offers));
    return read;
  }
}
