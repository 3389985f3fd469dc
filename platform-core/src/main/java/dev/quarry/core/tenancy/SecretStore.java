package dev.quarry.core.tenancy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Secrets of tenants: each encrypted by its tenant's key, bound to tenant, name and version, so
 * that a ciphertext put elsewhere does not open. Works in a transaction that sees the tenant.
 */
public final class SecretStore {
  private final TenantKeyStore keys;

  public SecretStore(Keks keks) {
    this.keys = new TenantKeyStore(keks);
  }

  /**
   * What may be told of a secret.
   *
   * @param version how often it was set
   */
  public record Listed(String name, int version, Instant createdAt, Instant updatedAt) {}

  private record Stored(String name, int version, int keyVersion, AesGcm.Sealed sealed) {}

  /**
   * Sets a secret.
   *
   * @param value is not kept
   * @return its version, 1 when it is new
   */
  public int put(Connection tx, UUID tenantId, String name, byte[] value) throws SQLException {
    TenantKeyStore.TenantKey key = keys.current(tx, tenantId);
    int version = stored(tx, tenantId, name).map(Stored::version).orElse(0) + 1;
    AesGcm.Sealed sealed = AesGcm.seal(key.key(), value, about(tenantId, name, version));
    try (var upsert =
        tx.prepareStatement(
            "insert into secret (tenant_id, name, version, key_version, nonce, ciphertext)"
                + " values (?, ?, ?, ?, ?, ?) on conflict (tenant_id, name) do update set"
                + " version = excluded.version, key_version = excluded.key_version,"
                + " nonce = excluded.nonce, ciphertext = excluded.ciphertext, updated_at = now()")) {
      upsert.setObject(1, tenantId);
      upsert.setString(2, name);
      upsert.setInt(3, version);
      upsert.setInt(4, key.version());
      upsert.setBytes(5, sealed.nonce());
      upsert.setBytes(6, sealed.ciphertext());
      upsert.executeUpdate();
    }
    return version;
  }

  /**
   * Opens a secret, just before it is used. The caller overwrites it after.
   *
   * @throws SecretException when what is stored does not belong to this tenant, name and version,
   *     or the installation's key for it is not there
   */
  public Optional<byte[]> read(Connection tx, UUID tenantId, String name) throws SQLException {
    Optional<Stored> stored = stored(tx, tenantId, name);
    return stored.isEmpty()
        ? Optional.empty()
        : Optional.of(
            open(tenantId, stored.get(), keys.of(tx, tenantId, stored.get().keyVersion())));
  }

  public List<Listed> list(Connection tx, UUID tenantId) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select name, version, created_at, updated_at from secret where tenant_id = ?"
                + " order by name")) {
      select.setObject(1, tenantId);
      List<Listed> listed = new ArrayList<>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          listed.add(
              new Listed(
                  rows.getString(1),
                  rows.getInt(2),
                  rows.getObject(3, OffsetDateTime.class).toInstant(),
                  rows.getObject(4, OffsetDateTime.class).toInstant()));
        }
      }
      return List.copyOf(listed);
    }
  }

  /**
   * @return whether it was there
   */
  public boolean delete(Connection tx, UUID tenantId, String name) throws SQLException {
    try (var delete = tx.prepareStatement("delete from secret where tenant_id = ? and name = ?")) {
      delete.setObject(1, tenantId);
      delete.setString(2, name);
      return delete.executeUpdate() == 1;
    }
  }

  /**
   * Gives the tenant a new key and encrypts all its secrets by it; the old keys are gone then.
   *
   * @return how many secrets it were
   */
  public int rotate(Connection tx, UUID tenantId) throws SQLException {
    TenantKeyStore.TenantKey next = keys.next(tx, tenantId);
    List<Stored> all = all(tx, tenantId);
    for (Stored stored : all) {
      byte[] value = open(tenantId, stored, keys.of(tx, tenantId, stored.keyVersion()));
      AesGcm.Sealed sealed =
          AesGcm.seal(next.key(), value, about(tenantId, stored.name(), stored.version()));
      Arrays.fill(value, (byte) 0);
      try (var update =
          tx.prepareStatement(
              "update secret set key_version = ?, nonce = ?, ciphertext = ?"
                  + " where tenant_id = ? and name = ?")) {
        update.setInt(1, next.version());
        update.setBytes(2, sealed.nonce());
        update.setBytes(3, sealed.ciphertext());
        update.setObject(4, tenantId);
        update.setString(5, stored.name());
        update.executeUpdate();
      }
    }
    keys.removeOthers(tx, tenantId, next.version());
    return all.size();
  }

  /**
   * Wraps the tenant's keys by the installation's present one; the secrets stay as they are.
   *
   * @return how many keys were wrapped by an earlier one
   */
  public int rewrap(Connection tx, UUID tenantId) throws SQLException {
    return keys.rewrap(tx, tenantId);
  }

  private static byte[] open(UUID tenantId, Stored stored, TenantKeyStore.TenantKey key) {
    return AesGcm.open(key.key(), stored.sealed(), about(tenantId, stored.name(), stored.version()))
        .orElseThrow(
            () ->
                new SecretException(
                    "what is stored as \"%s\" was not encrypted for it".formatted(stored.name())));
  }

  private static Optional<Stored> stored(Connection tx, UUID tenantId, String name)
      throws SQLException {
    return rows(tx, tenantId, name).stream()
        .filter(stored -> stored.name().equals(name))
        .findFirst();
  }

  private static List<Stored> all(Connection tx, UUID tenantId) throws SQLException {
    return rows(tx, tenantId, "");
  }

  /**
   * @param name of the one; empty for all
   */
  private static List<Stored> rows(Connection tx, UUID tenantId, String name) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select name, version, key_version, nonce, ciphertext from secret"
                + " where tenant_id = ? and ? in (name, '') order by name")) {
      select.setObject(1, tenantId);
      select.setString(2, name);
      List<Stored> found = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          found.add(
              new Stored(
                  rows.getString(1),
                  rows.getInt(2),
                  rows.getInt(3),
                  new AesGcm.Sealed(rows.getBytes(4), rows.getBytes(5))));
        }
      }
      return found;
    }
  }

  private static String about(UUID tenantId, String name, int version) {
    return tenantId + "|" + name + "|" + version;
  }
}
