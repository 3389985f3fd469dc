package dev.quarry.core.tenancy;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * The keys of tenants, each wrapped by the installation's. A commitment beside each tells a wrong
 * key from the right one, which a tag of GCM alone does not. Works in a transaction that sees the
 * tenant.
 */
final class TenantKeyStore {
  private static final String COMMIT = "quarry tenant key commitment";
  private static final String COLUMNS = "version, kek_id, nonce, wrapped, commitment";

  private final Keks keks;

  TenantKeyStore(Keks keks) {
    this.keks = keks;
  }

  /** A key in clear, for as long as an encryption takes. */
  record TenantKey(int version, byte[] key) {
    TenantKey {
      key = key.clone();
    }
  }

  /**
   * @return the newest key; a first one is made where there is none
   */
  TenantKey current(Connection tx, UUID tenantId) throws SQLException {
    lock(tx, tenantId);
    Optional<TenantKey> newest = newest(tx, tenantId);
    return newest.isPresent() ? newest.get() : make(tx, tenantId, 1);
  }

  /** Makes the next key. */
  TenantKey next(Connection tx, UUID tenantId) throws SQLException {
    lock(tx, tenantId);
    int version = newest(tx, tenantId).map(TenantKey::version).orElse(0) + 1;
    return make(tx, tenantId, version);
  }

  TenantKey of(Connection tx, UUID tenantId, int version) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select " + COLUMNS + " from tenant_key where tenant_id = ? and version = ?")) {
      select.setObject(1, tenantId);
      select.setInt(2, version);
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          throw new SecretException("the tenant's key %d is missing".formatted(version));
        }
        return open(tenantId, row);
      }
    }
  }

  /** Removes all keys but one. */
  void removeOthers(Connection tx, UUID tenantId, int version) throws SQLException {
    try (var delete =
        tx.prepareStatement("delete from tenant_key where tenant_id = ? and version <> ?")) {
      delete.setObject(1, tenantId);
      delete.setInt(2, version);
      delete.executeUpdate();
    }
  }

  /**
   * Wraps what an earlier key of the installation wraps by the present one.
   *
   * @return how many it were
   */
  int rewrap(Connection tx, UUID tenantId) throws SQLException {
    int rewrapped = 0;
    lock(tx, tenantId);
    Optional<TenantKey> newest = newest(tx, tenantId);
    for (int version = newest.map(TenantKey::version).orElse(0); version > 0; version--) {
      rewrapped += rewrap(tx, tenantId, version);
    }
    return rewrapped;
  }

  private int rewrap(Connection tx, UUID tenantId, int version) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select "
                + COLUMNS
                + " from tenant_key where tenant_id = ? and version = ?"
                + " and kek_id <> ?")) {
      select.setObject(1, tenantId);
      select.setInt(2, version);
      select.setString(3, keks.current().id());
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          return 0;
        }
        AesGcm.Sealed wrapped = wrap(tenantId, open(tenantId, row));
        try (var update =
            tx.prepareStatement(
                "update tenant_key set kek_id = ?, nonce = ?, wrapped = ?"
                    + " where tenant_id = ? and version = ?")) {
          update.setString(1, keks.current().id());
          update.setBytes(2, wrapped.nonce());
          update.setBytes(3, wrapped.ciphertext());
          update.setObject(4, tenantId);
          update.setInt(5, version);
          return update.executeUpdate();
        }
      }
    }
  }

  private Optional<TenantKey> newest(Connection tx, UUID tenantId) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select "
                + COLUMNS
                + " from tenant_key where tenant_id = ?"
                + " order by version desc limit 1")) {
      select.setObject(1, tenantId);
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.of(open(tenantId, row)) : Optional.empty();
      }
    }
  }

  private TenantKey make(Connection tx, UUID tenantId, int version) throws SQLException {
    TenantKey made = new TenantKey(version, AesGcm.randomKey());
    AesGcm.Sealed wrapped = wrap(tenantId, made);
    try (var insert =
        tx.prepareStatement(
            "insert into tenant_key (tenant_id, version, kek_id, nonce, wrapped, commitment)"
                + " values (?, ?, ?, ?, ?, ?)")) {
      insert.setObject(1, tenantId);
      insert.setInt(2, version);
      insert.setString(3, keks.current().id());
      insert.setBytes(4, wrapped.nonce());
      insert.setBytes(5, wrapped.ciphertext());
      insert.setBytes(6, AesGcm.mac(made.key(), COMMIT));
      insert.executeUpdate();
    }
    return made;
  }

  private AesGcm.Sealed wrap(UUID tenantId, TenantKey key) {
    return AesGcm.seal(keks.current().key(), key.key(), about(tenantId, key.version()));
  }

  private TenantKey open(UUID tenantId, ResultSet row) throws SQLException {
    int version = row.getInt(1);
    String kekId = row.getString(2);
    Kek kek =
        keks.of(kekId)
            .orElseThrow(
                () ->
                    new SecretException(
                        ("the tenant's key is wrapped by the key %s, which is not configured: its file"
                                + " belongs into quarry.kek.file or quarry.kek.previous-files")
                            .formatted(kekId)));
    byte[] key =
        AesGcm.open(
                kek.key(),
                new AesGcm.Sealed(row.getBytes(3), row.getBytes(4)),
                about(tenantId, version))
            .orElseThrow(() -> new SecretException("the tenant's key has been tampered with"));
    if (!MessageDigest.isEqual(row.getBytes(5), AesGcm.mac(key, COMMIT))) {
      throw new SecretException("the tenant's key is not the one that it was made as");
    }
    return new TenantKey(version, key);
  }

  private static String about(UUID tenantId, int version) {
    return "tenant key|" + tenantId + "|" + version;
  }

  /** Of two that make or change a tenant's keys at the same time, the second waits. */
  private static void lock(Connection tx, UUID tenantId) throws SQLException {
    try (var lock = tx.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 3))")) {
      lock.setString(1, tenantId.toString());
      lock.execute();
    }
  }
}
