package dev.quarry.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.core.TestDatabase;
import dev.quarry.localstack.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretStoreIT {
  private static final String CANARY = "hunter2-canary";
  private static final Kek FIRST = new Kek(AesGcm.randomKey());

  private static TestDatabase database;

  private final SecretStore secrets = new SecretStore(new Keks(FIRST, List.of()));
  private UUID tenant;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
  }

  @BeforeEach
  void newTenant() {
    tenant = database.tenant("s-" + UUID.randomUUID());
  }

  @Test
  void secretIsReadByTheRunnerAndStoredNowhereInClear() throws SQLException {
    // Given
    put("api-key", CANARY);

    // When / Then
    assertThat(read(secrets, "api-key")).isEqualTo(CANARY);
    assertThat(read(secrets, "other")).isEqualTo("none");
    String stored = stored("select string_agg(s::text || k::text, '') from secret s, tenant_key k");
    assertThat(stored).doesNotContain(CANARY).doesNotContain(hex(CANARY));
  }

  @Test
  void runnerMayReadAndNothingElse() throws SQLException {
    put("api-key", CANARY);

    for (String change :
        List.of(
            "update secret set version = 9",
            "delete from secret",
            "insert into secret select * from secret",
            "update tenant_key set kek_id = ''",
            "delete from tenant_key",
            "insert into tenant_key select * from tenant_key")) {
      assertThatThrownBy(
              () -> new TenantTx(database.as(Role.RUNNER)).call(tenant, tx -> run(tx, change)))
          .as(change)
          .hasMessageContaining("permission denied");
    }
    assertThat(read(secrets, "api-key")).isEqualTo(CANARY);
  }

  @Test
  void noNameIsTheNameOfNoSecret() {
    put("api-key", CANARY);

    assertThat(read(secrets, "")).isEqualTo("none");
  }

  @Test
  void whoHasNoKeySeesThatThereIsASecretAndCannotOpenIt() {
    put("api-key", CANARY);
    SecretStore without = new SecretStore(Keks.NONE);

    assertThatThrownBy(() -> read(without, "api-key"))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining(FIRST.id())
        .hasMessageContaining("quarry.kek.file");
    assertThat(read(without, "other")).isEqualTo("none");
  }

  @Test
  void eachPutIsANewVersionAndTheLastOneCounts() throws SQLException {
    put("a", "one");
    assertThat(put("a", "two")).isEqualTo(2);

    assertThat(read(secrets, "a")).isEqualTo("two");
    List<SecretStore.Listed> listing = api(tx -> secrets.list(tx, tenant));
    assertThat(listing)
        .singleElement()
        .satisfies(
            listed -> {
              assertThat(listed.name()).isEqualTo("a");
              assertThat(listed.version()).isEqualTo(2);
            });
  }

  @Test
  void ciphertextOfAnotherNameDoesNotOpen() {
    put("a", "one");
    put("b", "two");
    api(
        tx ->
            run(
                tx,
                "update secret s set nonce = o.nonce, ciphertext = o.ciphertext from secret o"
                    + " where s.name = 'a' and o.name = 'b'"));

    assertThatThrownBy(() -> read(secrets, "a"))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("\"a\"");
    assertThat(read(secrets, "b")).isEqualTo("two");
  }

  @Test
  void ciphertextAndKeyOfAnotherTenantDoNotOpen() throws SQLException {
    // Given
    put("a", "theirs");
    UUID theirs = tenant;
    newTenant();
    put("a", "mine");
    database.run(Role.OWNER, "create policy peek on secret to quarry_owner using (true)");
    database.run(Role.OWNER, "create policy peek on tenant_key to quarry_owner using (true)");

    // When
    database.run(
        Role.OWNER,
        "update secret s set nonce = o.nonce, ciphertext = o.ciphertext from secret o"
            + " where s.tenant_id = '%s' and o.tenant_id = '%s'".formatted(tenant, theirs));

    // Then
    assertThatThrownBy(() -> read(secrets, "a")).isInstanceOf(SecretException.class);

    // When: with the key that belongs to it
    database.run(
        Role.OWNER,
        "update tenant_key s set nonce = o.nonce, wrapped = o.wrapped, commitment = o.commitment"
            + " from tenant_key o where s.tenant_id = '%s' and o.tenant_id = '%s'"
                .formatted(tenant, theirs));

    // Then
    assertThatThrownBy(() -> read(secrets, "a"))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("tampered");
  }

  @Test
  void keyThatIsNotTheOneItWasMadeAsIsRefused() throws SQLException {
    put("a", "one");
    database.run(
        Role.OWNER, "create policy commit_peek on tenant_key to quarry_owner using (true)");
    database.run(
        Role.OWNER,
        "update tenant_key set commitment = '\\x00' where tenant_id = '%s'".formatted(tenant));

    assertThatThrownBy(() -> read(secrets, "a"))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("not the one");
  }

  @Test
  void rotationKeepsTheValuesAndLeavesOneKey() {
    put("a", "one");
    put("b", "two");
    String before = stored("select string_agg(ciphertext::text, ',') from secret");

    assertThat(number(tx -> secrets.rotate(tx, tenant))).isEqualTo(2);

    assertThat(read(secrets, "a")).isEqualTo("one");
    assertThat(read(secrets, "b")).isEqualTo("two");
    assertThat(stored("select string_agg(version::text, ',') from tenant_key")).isEqualTo("2");
    assertThat(stored("select string_agg(ciphertext::text, ',') from secret")).isNotEqualTo(before);
  }

  @Test
  void installationsKeyIsReplacedWithoutTouchingTheSecrets() {
    // Given
    put("a", "one");
    String before = stored("select ciphertext::text from secret");
    Kek second = new Kek(AesGcm.randomKey());
    SecretStore between = new SecretStore(new Keks(second, List.of(FIRST)));
    SecretStore after = new SecretStore(new Keks(second, List.of()));
    assertThatThrownBy(() -> read(after, "a"))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining(FIRST.id());
    assertThat(read(between, "a")).isEqualTo("one");

    // When
    assertThat(number(tx -> between.rewrap(tx, tenant))).isEqualTo(1);
    assertThat(number(tx -> between.rewrap(tx, tenant))).isZero();

    // Then
    assertThat(read(after, "a")).isEqualTo("one");
    assertThat(stored("select ciphertext::text from secret")).isEqualTo(before);
    assertThat(stored("select kek_id from tenant_key")).isEqualTo(second.id());
  }

  @Test
  void logsOnlyGrow() {
    String insert =
        "insert into audit_event (tenant_id, actor_kind, actor_id, actor_name, action, object,"
            + " outcome, peer) values ('%s', 'key', 'k', 'n', 'a', 'o', 'done', '::1')"
                .formatted(tenant);
    api(tx -> run(tx, insert));

    for (String change :
        List.of("update audit_event set outcome = 'x'", "delete from audit_event")) {
      assertThatThrownBy(() -> api(tx -> run(tx, change))).isInstanceOf(StorageException.class);
      assertThatThrownBy(() -> database.run(Role.OWNER, change))
          .hasMessageContaining("append-only");
      assertThatThrownBy(
              () -> database.run(Role.OWNER, change.replace("audit_event", "operator_event")))
          .hasMessageContaining("append-only");
    }
    assertThatThrownBy(() -> database.run(Role.OWNER, "truncate audit_event"))
        .hasMessageContaining("append-only");
  }

  @Test
  void keysAreReadFromFilesAndABadOneIsNamed(@TempDir Path folder) throws IOException {
    // Given
    Kek second = new Kek(AesGcm.randomKey());
    Path old = Files.writeString(folder.resolve("old"), base64(FIRST) + "\n");
    Path present = Files.writeString(folder.resolve("present"), base64(second));
    put("a", "one");
    // When, Then
    assertThat(read(new SecretStore(Keks.read(present, List.of(old))), "a")).isEqualTo("one");
    Path bad = Files.writeString(folder.resolve("bad"), CANARY);
    assertThatThrownBy(() -> Keks.read(present, List.of(bad)))
        .hasMessageContaining(bad.toString())
        .hasMessageNotContaining(CANARY);
  }

  private static String base64(Kek kek) {
    return Base64.getEncoder().encodeToString(kek.key());
  }

  private int put(String name, String value) {
    return api(tx -> secrets.put(tx, tenant, name, value.getBytes(StandardCharsets.UTF_8)));
  }

  /** As the runner does. */
  private String read(SecretStore store, String name) {
    Optional<byte[]> value =
        new TenantTx(database.as(Role.RUNNER)).call(tenant, tx -> store.read(tx, tenant, name));
    return value.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("none");
  }

  private int number(TenantTx.Work<Integer> work) {
    return api(work);
  }

  private String stored(String sql) {
    return api(tx -> one(tx, sql));
  }

  private <T> T api(TenantTx.Work<T> work) {
    return new TenantTx(database.as(Role.API)).call(tenant, work);
  }

  private static String one(Connection tx, String sql) throws SQLException {
    try (var statement = tx.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static int run(Connection tx, String sql) throws SQLException {
    try (var statement = tx.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private static String hex(String text) {
    return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
