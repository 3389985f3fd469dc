package dev.quarry.core.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.TestDatabase;
import dev.quarry.localstack.Role;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RowSecurityIT {
  private static TestDatabase database;

  @BeforeAll
  static void open() {
    database = TestDatabase.create();
  }

  @Test
  void everyTenantTableIsForcedUnderRowSecurityWithAPolicyForBothDirections() throws SQLException {
    String open =
        database.one(
            Role.OWNER,
            """
            select string_agg(c.relname, ', ') from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
            where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
            and not (c.relrowsecurity and c.relforcerowsecurity and exists (
              select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'own_tenant'
              and p.polqual is not null and p.polwithcheck is not null))
            """,
            String.class);

    assertThat(open).isNull();
  }

  @Test
  void applicationRolesOwnNothingAndBypassNothing() throws SQLException {
    Long powerful =
        database.one(
            Role.OWNER,
            """
            select count(*) from pg_roles r where r.rolname in
              ('quarry_api', 'quarry_runner', 'quarry_journal', 'quarry_scheduler')
            and (r.rolsuper or r.rolbypassrls or r.rolcreatedb or r.rolcreaterole
                 or exists (select 1 from pg_class c where c.relowner = r.oid))
            """,
            Long.class);

    assertThat(powerful).isZero();
  }

  @Test
  void withoutATenantThereIsNothingToSee() throws SQLException {
    database.job(database.tenant("a-" + UUID.randomUUID().toString().substring(0, 8)), 0);

    assertThat(database.one(Role.API, "select count(*) from job", Long.class)).isZero();
    assertThat(database.one(Role.RUNNER, "select count(*) from rollout", Long.class)).isZero();
  }

  @Test
  void oneTenantDoesNotSeeAnother() {
    UUID a = database.tenant("b-" + UUID.randomUUID().toString().substring(0, 8));
    UUID b = database.tenant("c-" + UUID.randomUUID().toString().substring(0, 8));
    UUID job = database.job(a, 0);

    Integer seen =
        new TenantTx(database.as(Role.API))
            .call(
                b,
                tx -> {
                  try (var select =
                      tx.prepareStatement("select count(*) from job where job_id = ?")) {
                    select.setObject(1, job);
                    try (var row = select.executeQuery()) {
                      row.next();
                      return row.getInt(1);
                    }
                  }
                });

    assertThat(seen).isZero();
  }
}
