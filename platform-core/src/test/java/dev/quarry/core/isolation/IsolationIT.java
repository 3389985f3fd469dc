package dev.quarry.core.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.TestDatabase;
import dev.quarry.localstack.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The schema as it is has no hole, and each hole that is planted in a scratch database is seen. */
class IsolationIT {
  private static final String OWN_TENANT =
      "create policy own_tenant on %s to quarry_api, quarry_runner"
          + " using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())";

  private static TestDatabase database;
  private static Connection owner;
  private static SchemaChecks schema;
  private static RowChecks rows;

  private final Deque<String> repairs = new ArrayDeque<>();

  @BeforeAll
  static void twoTenants() throws SQLException {
    database = TestDatabase.create();
    UUID theirs = PlantedTenant.in(database, "theirs");
    UUID mine = PlantedTenant.in(database, "mine");
    owner = database.as(Role.OWNER).getConnection();
    schema = new SchemaChecks(LentConnection.of(owner));
    rows = new RowChecks(database, theirs, mine);
  }

  @AfterAll
  static void close() throws SQLException {
    owner.close();
  }

  @AfterEach
  void repair() throws SQLException {
    while (!repairs.isEmpty()) {
      database.run(Role.OWNER, repairs.pop());
    }
  }

  private void plant(String hole, String repair) throws SQLException {
    database.run(Role.OWNER, hole);
    repairs.push(repair);
  }

  @Test
  void schemaHasNoHole() {
    assertThat(schema.tenantTables()).contains("tenant", "api_key", "job", "step", "job_input");
    assertThat(schema.all()).isEmpty();
  }

  @Test
  void noRowIsSeenOrTouchedByAnotherTenant() throws SQLException {
    assertThat(rows.all()).isEmpty();
  }

  @Test
  void droppedPolicyIsFound() throws SQLException {
    plant("drop policy own_tenant on page", OWN_TENANT.formatted("page"));

    assertThat(schema.all()).containsExactly(new Finding("own-tenant-policy", "page"));
    assertThat(rows.all()).contains(new Finding("nothing-to-see", "page"));
  }

  @Test
  void rowSecurityThatIsOffIsFound() throws SQLException {
    plant(
        "alter table page disable row level security",
        "alter table page enable row level security");

    assertThat(schema.all()).containsExactly(new Finding("row-security", "page"));
    assertThat(rows.all())
        .contains(
            new Finding("seen-by-another", "page"), new Finding("seen-without-tenant", "page"));
  }

  @Test
  void ownerThatIsExemptIsFound() throws SQLException {
    plant(
        "alter table page no force row level security",
        "alter table page force row level security");

    assertThat(schema.all()).containsExactly(new Finding("row-security", "page"));
  }

  @Test
  void policyForOneDirectionOnlyIsFound() throws SQLException {
    plant("drop policy own_tenant on usage_record", OWN_TENANT.formatted("usage_record"));
    plant(
        "create policy own_tenant on usage_record to quarry_api, quarry_runner"
            + " using (tenant_id = current_tenant()) with check (true)",
        "drop policy own_tenant on usage_record");
    assertThat(schema.all()).containsExactly(new Finding("own-tenant-policy", "usage_record"));
    assertThat(rows.all()).contains(new Finding("given-to-another", "usage_record"));
  }

  @Test
  void policyThatWidensAnotherIsFound() throws SQLException {
    plant("create policy support on job to quarry_api using (true)", "drop policy support on job");

    assertThat(schema.all()).containsExactly(new Finding("other-policy", "job.support quarry_api"));
    assertThat(rows.all())
        .contains(new Finding("seen-by-another", "job"), new Finding("touched-by-another", "job"));
  }

  @Test
  void viewWithItsOwnersRightsIsFound() throws SQLException {
    plant("create view every_key as select tenant_id, name from api_key", "drop view every_key");
    database.run(Role.OWNER, "grant select on every_key to quarry_api");

    assertThat(schema.all()).containsExactly(new Finding("view", "every_key"));
    assertThat(rows.all()).contains(new Finding("seen-by-another", "every_key"));
  }

  @Test
  void viewWithItsReadersRightsIsNoHole() throws SQLException {
    plant(
        "create view own_keys with (security_invoker = true) as"
            + " select tenant_id, name from api_key",
        "drop view own_keys");
    database.run(Role.OWNER, "grant select on own_keys to quarry_api");

    assertThat(schema.all()).isEmpty();
    assertThat(rows.all()).isEmpty();
  }

  @Test
  void materializedViewIsFound() throws SQLException {
    plant(
        "create materialized view key_names as select tenant_id, name from api_key",
        "drop materialized view key_names");

    assertThat(schema.all()).containsExactly(new Finding("view", "key_names"));
  }

  @Test
  void tableThatNobodyThoughtOfIsFound() throws SQLException {
    plant("create table note (tenant_id uuid, body text unique)", "drop table note");
    database.run(Role.OWNER, "grant select on note to quarry_api");
    plant("create table memo (body text)", "drop table memo");

    assertThat(schema.all())
        .containsExactlyInAnyOrder(
            new Finding("table-without-tenant", "memo"),
            new Finding("row-security", "note"),
            new Finding("own-tenant-policy", "note"),
            new Finding("unique-index", "note_body_key"));
    assertThat(rows.all()).contains(new Finding("nothing-to-see", "note"));
  }

  @Test
  void functionWithItsOwnersRightsIsFound() throws SQLException {
    plant(
        "create function slugs() returns setof text language sql security definer"
            + " as $$ select slug from tenant $$",
        "drop function slugs()");

    assertThat(schema.all())
        .containsExactly(new Finding("definer-function", "slugs without search_path"));
  }

  @Test
  void rightToTruncateIsFound() throws SQLException {
    plant(
        "grant truncate on idempotency_key to quarry_api",
        "revoke truncate on idempotency_key from quarry_api");

    assertThat(schema.all()).isEqualTo(List.of(new Finding("role", "quarry_api truncates")));
  }
}
