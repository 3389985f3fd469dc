package dev.quarry.runner.tool;

import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.SourceRef;
import dev.quarry.sdk.Source;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Pages in PostgreSQL, under the SHA-256 of their text. */
public final class JdbcPageStore implements PageStore {
  private final TenantTx tenants;

  public JdbcPageStore(TenantTx tenants) {
    this.tenants = tenants;
  }

  @Override
  public SourceRef store(UUID tenantId, UUID jobId, Source source) {
    String text = storable(source.text());
    String sha256 = sha256(text);
    return tenants.call(
        tenantId,
        tx -> {
          try (var insert =
              tx.prepareStatement(
                  "insert into page (tenant_id, job_id, sha256, url, title, body)"
                      + " values (?, ?, ?, ?, ?, ?) on conflict do nothing")) {
            insert.setObject(1, tenantId);
            insert.setObject(2, jobId);
            insert.setString(3, sha256);
            insert.setString(4, storable(source.url()));
            insert.setString(5, storable(source.title()));
            insert.setString(6, text);
            insert.executeUpdate();
          }
          return new SourceRef(
              storable(source.url()), storable(source.title()), sha256, text.length());
        });
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

  /** PostgreSQL text holds no NUL, and UTF-8 no half characters. */
  private static String storable(String text) {
    String whole = text.replace("\0", "");
    return StandardCharsets.UTF_8.newEncoder().canEncode(whole)
        ? whole
        : new String(whole.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
