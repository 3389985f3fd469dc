package dev.quarry.api.corpus;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.tenancy.TenantSession;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** Naming folders as corpora; a runner indexes them. */
@Singleton
public final class CorpusService {
  private final TenantSession sessions;
  private final CorpusStore store;
  private final CorpusFolders folders;
  private final int perTenant;

  CorpusService(
      TenantSession sessions, CorpusStore store, CorpusFolders folders, ApiConfig config) {
    this.sessions = sessions;
    this.store = store;
    this.folders = folders;
    this.perTenant = config.corpora().perTenant();
  }

  /**
   * What came of a request for a corpus.
   *
   * @param created whether it is new; otherwise it is indexed anew
   */
  public record Put(CorpusView corpus, boolean created) {}

  public Put put(UUID tenantId, String name, String path) {
    String folder = folders.require(path).toString();
    boolean created =
        sessions.call(
            tenantId,
            () -> {
              if (store.byName(name).isEmpty() && store.count() >= perTenant) {
                throw ApiException.of(
                    ErrorCode.TOO_MANY_CORPORA,
                    "There are %d corpora already, and no more are allowed.".formatted(perTenant));
              }
              if (store.insert(tenantId, name, folder)) {
                return true;
              }
              CorpusEntity there = store.byName(name).orElseThrow(() -> missing(name));
              if (!there.path.equals(folder)) {
                throw ApiException.of(
                    ErrorCode.CORPUS_EXISTS,
                    "Corpus \"%s\" is the folder %s. Delete it first, or choose another name."
                        .formatted(name, there.path));
              }
              store.requestIndex(there.corpusId);
              return false;
            });
    return new Put(get(tenantId, name), created);
  }

  public CorpusView get(UUID tenantId, String name) {
    return sessions.call(
        tenantId, () -> store.byName(name).map(CorpusView::of).orElseThrow(() -> missing(name)));
  }

  public List<CorpusView> list(UUID tenantId) {
    return sessions.call(tenantId, () -> store.all().stream().map(CorpusView::of).toList());
  }

  /**
   * @return all names, for checking a job's
   */
  public List<String> names(UUID tenantId) {
    return sessions.call(tenantId, store::names);
  }

  public void delete(UUID tenantId, String name) {
    if (!sessions.call(tenantId, () -> store.remove(name))) {
      throw missing(name);
    }
  }

  private static ApiException missing(String name) {
    return ApiException.notFound("corpus", name);
  }
}
