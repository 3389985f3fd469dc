package dev.quarry.runner.tool;

import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.SourceRef;
import java.util.Optional;
import java.util.UUID;

/** Pages in PostgreSQL, under the SHA-256 of their text. */
public final class JdbcPageStore implements PageStore {
  private final TenantTx tenants;

  public JdbcPageStore(TenantTx tenants) {
    this.tenants = tenants;
  }

  @Override
  public Optional<String> text(UUID tenantId, UUID jobId, SourceRef source) {
    return tenants.call(
        tenantId,
        tx -> {
          try (var select =
              tx.prepareStatement(
                  "select body from page where tenant_id = ? and job_id = ? and sha256 = ?"
                      + " and url = ?")) {
            select.setObject(1, tenantId);
            select.setObject(2, jobId);
            select.setString(3, source.sha256());
            select.setString(4, source.url());
            try (var row = select.executeQuery()) {
              return row.next() ? Optional.of(row.getString(1)) : Optional.<String>empty();
            }
          }
        });
  }

  @Override
  public String artifact(UUID tenantId, UUID jobId, String name, String mediaType, byte[] content) {
    return tenants.call(
        tenantId,
        tx -> {
          try (var insert =
              tx.prepareStatement(
                  "insert into artifact (tenant_id, job_id, name, media_type, content)"
                      + " values (?, ?, ?, ?, ?) on conflict (tenant_id, job_id, name)"
                      + " do update set media_type = excluded.media_type,"
                      + " content = excluded.content")) {
            insert.setObject(1, tenantId);
            insert.setObject(2, jobId);
            insert.setString(3, name);
            insert.setString(4, mediaType);
            insert.setBytes(5, content);
            insert.executeUpdate();
          }
          return "/api/v1/jobs/%s/artifacts/%s".formatted(jobId, name);
        });
  }
}
