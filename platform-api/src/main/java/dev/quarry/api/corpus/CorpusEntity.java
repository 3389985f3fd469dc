package dev.quarry.api.corpus;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code corpus}. The runner that indexes it writes its progress there. */
@Entity
@Table(name = "corpus")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
public class CorpusEntity {
  @Id
  @Column(name = "corpus_id")
  public UUID corpusId;

  @Column(name = "tenant_id", updatable = false)
  public UUID tenantId;

  @Column(updatable = false)
  public String name;

  @Column(updatable = false)
  public String path;

  public String state;

  @Column(name = "files_done", insertable = false, updatable = false)
  public int filesDone;

  @Column(name = "files_total", insertable = false, updatable = false)
  public int filesTotal;

  @Column(insertable = false, updatable = false)
  public int documents;

  @Column(insertable = false, updatable = false)
  public int passages;

  /** JSON array. */
  @Column(insertable = false, updatable = false)
  public String skipped;

  @Column(insertable = false, updatable = false)
  public @Nullable String failure;

  @Column(name = "index_requested")
  public Instant indexRequested;

  @Column(name = "indexed_at", insertable = false, updatable = false)
  public @Nullable Instant indexedAt;

  @Column(name = "created_at", insertable = false, updatable = false)
  public Instant createdAt;
}
