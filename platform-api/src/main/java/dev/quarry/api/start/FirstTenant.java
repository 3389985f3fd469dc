package dev.quarry.api.start;

import dev.quarry.api.auth.ApiKey;
import dev.quarry.api.auth.Role;
import dev.quarry.core.tenancy.TenantTx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes tenant {@code default} with one owner's key, when there is no tenant yet, and a key of the
 * operator's, when there is none. Each is written to a file that only this user can read, and
 * nowhere else.
 */
final class FirstTenant {
  private static final Logger LOG = LoggerFactory.getLogger(FirstTenant.class);

  /** Of several replicas that start at once, one does it. */
  private static final long LOCK = 0x7175617272790001L;

  private static final String TENANTS = "select exists (select 1 from tenant)";
  private static final String OPERATORS =
      "select exists (select 1 from operator_key where revoked_at is null)";

  private final DataSource owner;

  FirstTenant(DataSource owner) {
    this.owner = owner;
  }

  void ensure(Path keyFile) {
    ensure(TENANTS, tx -> make(tx, keyFile.toAbsolutePath()))
        .ifPresent(
            key -> LOG.info("the first tenant was made keyId={} file={}", key.id(), keyFile));
  }

  void ensureOperator(Path keyFile) {
    ensure(OPERATORS, tx -> makeOperator(tx, keyFile.toAbsolutePath()))
        .ifPresent(
            key -> LOG.info("the operator's key was made keyId={} file={}", key.id(), keyFile));
  }

  private Optional<ApiKey> ensure(String there, TenantTx.Work<ApiKey> make) {
    return TenantTx.inTransaction(
        owner,
        tx -> {
          lock(tx);
          return yes(tx, there) ? Optional.empty() : Optional.of(make.on(tx));
        });
  }

  private static ApiKey makeOperator(Connection tx, Path keyFile) throws SQLException {
    ApiKey key = ApiKey.generateForOperator(new SecureRandom());
    try (var insert =
        tx.prepareStatement("insert into operator_key (key_id, name, hash) values (?, ?, ?)")) {
      insert.setString(1, key.id());
      insert.setString(2, "first");
      insert.setBytes(3, key.hash());
      insert.executeUpdate();
    }
    write(key, keyFile);
    return key;
  }

  private static ApiKey make(Connection tx, Path keyFile) throws SQLException {
    UUID tenantId = UUID.randomUUID();
    ApiKey key = ApiKey.generate(new SecureRandom());
    try (var insert =
        tx.prepareStatement("insert into tenant (tenant_id, slug, name) values (?, ?, ?)")) {
      insert.setObject(1, tenantId);
      insert.setString(2, "default");
      insert.setString(3, "Default");
      insert.executeUpdate();
    }
    try (var insert =
        tx.prepareStatement(
            "insert into api_key (tenant_id, key_id, name, hash, scopes, role)"
                + " values (?, ?, ?, ?, '{}', ?)")) {
      insert.setObject(1, tenantId);
      insert.setString(2, key.id());
      insert.setString(3, "first");
      insert.setBytes(4, key.hash());
      insert.setString(5, Role.OWNER.id());
      insert.executeUpdate();
    }
    // Before the commit: a key that nobody can read must not exist.
    write(key, keyFile);
    return key;
  }

  private static void write(ApiKey key, Path keyFile) {
    Path folder = keyFile.getParent();
    if (folder == null) {
      throw new IllegalArgumentException(
          "quarry.api.bootstrap has the key file \"%s\", which is no file".formatted(keyFile));
    }
    try {
      Files.createDirectories(folder);
      Path fresh =
          Files.createTempFile(
              folder,
              ".key",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(fresh, key.reveal() + System.lineSeparator());
      Files.move(
          fresh, keyFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the first key cannot be written to %s (quarry.api.bootstrap)".formatted(keyFile), e);
    }
  }

  private static void lock(Connection tx) throws SQLException {
    try (var lock = tx.prepareStatement("select pg_advisory_xact_lock(?)")) {
      lock.setLong(1, LOCK);
      lock.execute();
    }
  }

  private static boolean yes(Connection tx, String question) throws SQLException {
    try (var select = tx.prepareStatement(question);
        var row = select.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
