package dev.quarry.api.start;

import dev.quarry.api.auth.ApiKey;
import dev.quarry.api.auth.Scope;
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
 * Makes tenant {@code default} with one key that allows everything, when there is no tenant yet.
 * The key is written to a file that only this user can read; nowhere else.
 */
final class FirstTenant {
  private static final Logger LOG = LoggerFactory.getLogger(FirstTenant.class);

  /** Of several replicas that start at once, one does it. */
  private static final long LOCK = 0x7175617272790001L;

  private final DataSource owner;
  private final Path keyFile;

  FirstTenant(DataSource owner, Path keyFile) {
    this.owner = owner;
    this.keyFile = keyFile.toAbsolutePath();
  }

  void ensure() {
    Optional<ApiKey> made =
        TenantTx.inTransaction(
            owner,
            tx -> {
              lock(tx);
              return thereIsOne(tx) ? Optional.empty() : Optional.of(make(tx));
            });
    made.ifPresent(
        key -> LOG.info("the first tenant was made keyId={} file={}", key.id(), keyFile));
  }

  private ApiKey make(Connection tx) throws SQLException {
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
            "insert into api_key (tenant_id, key_id, name, hash, scopes) values (?, ?, ?, ?, ?)")) {
      insert.setObject(1, tenantId);
      insert.setString(2, key.id());
      insert.setString(3, "first");
      insert.setBytes(4, key.hash());
      insert.setArray(5, tx.createArrayOf("text", Scope.all().toArray()));
      insert.executeUpdate();
    }
    // Before the commit: a key that nobody can read must not exist.
    write(key);
    return key;
  }

  private void write(ApiKey key) {
    Path folder = keyFile.getParent();
    if (folder == null) {
      throw new IllegalArgumentException(
          "quarry.api.bootstrap.key-file is \"%s\", which is no file".formatted(keyFile));
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
          "the first key cannot be written to %s (quarry.api.bootstrap.key-file)"
              .formatted(keyFile),
          e);
    }
  }

  private static void lock(Connection tx) throws SQLException {
    try (var lock = tx.prepareStatement("select pg_advisory_xact_lock(?)")) {
      lock.setLong(1, LOCK);
      lock.execute();
    }
  }

  private static boolean thereIsOne(Connection tx) throws SQLException {
    try (var select = tx.prepareStatement("select exists (select 1 from tenant)");
        var row = select.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }
}
