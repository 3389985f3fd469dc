package dev.quarry.api.corpus;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Corpora of the tenant that the transaction sees. */
@Singleton
public class CorpusStore implements PanacheRepositoryBase<CorpusEntity, UUID> {
  /**
   * @return whether it is new
   */
  boolean insert(UUID tenantId, String name, String path) {
    return getEntityManager()
            .createNativeQuery(
                "insert into corpus (tenant_id, corpus_id, name, path, state)"
                    + " values (?1, ?2, ?3, ?4, 'PENDING') on conflict (tenant_id, name) do nothing")
            .setParameter(1, tenantId)
            .setParameter(2, UUID.randomUUID())
            .setParameter(3, name)
            .setParameter(4, path)
            .executeUpdate()
        == 1;
  }

  /** Asks for indexing anew; one that goes on now is followed by another. */
  void requestIndex(UUID corpusId) {
    update(
        "indexRequested = instant,"
            + " state = case when state = 'INDEXING' then state else 'PENDING' end"
            + " where corpusId = ?1",
        corpusId);
  }

  Optional<CorpusEntity> byName(String name) {
    return find("name", name).firstResultOptional();
  }

  List<CorpusEntity> all() {
    return list("order by name");
  }

  List<String> names() {
    return all().stream().map(corpus -> corpus.name).toList();
  }

  boolean remove(String name) {
    return delete("name", name) == 1;
  }
}
