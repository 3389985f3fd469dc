package dev.quarry.core.isolation;

import dev.quarry.core.TestDatabase;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.localstack.Role;
import java.util.List;
import java.util.UUID;

/** A tenant with a row in every table. A new table needs a line here. */
final class PlantedTenant {
  private record Row(Role role, String sql) {}

  private static final List<Row> ROWS =
      List.of(
          new Row(
              Role.API,
              "insert into api_key (tenant_id, key_id, name, hash, scopes)"
                  + " values (:tenant, left(:tenant::text, 8), 'n', '\\x00', '{}')"),
          new Row(
              Role.JOURNAL,
              "insert into step (rollout_id, seq, tenant_id, epoch, kind, body)"
                  + " values (:rollout, 1, :tenant, 1, 'leased', '{}')"),
          new Row(
              Role.RUNNER,
              "insert into page (tenant_id, job_id, sha256, url, title, body)"
                  + " values (:tenant, :job, 'aa', 'http://a', 't', 'b')"),
          new Row(
              Role.RUNNER,
              "insert into artifact (tenant_id, job_id, name, media_type, content)"
                  + " values (:tenant, :job, 'a', 'text/plain', '\\x00')"),
          new Row(
              Role.RUNNER,
              "insert into usage_record (tenant_id, job_id, rollout_id, kind, name, calls,"
                  + " input_tokens, output_tokens, slot_millis)"
                  + " values (:tenant, :job, :rollout, 'tool', 'search', 1, 1, 1, 1)"),
          new Row(
              Role.API,
              "insert into idempotency_key (tenant_id, key, request_hash, job_id)"
                  + " values (:tenant, 'k', 'h', :job)"),
          new Row(
              Role.API,
              "insert into corpus (tenant_id, corpus_id, name, path, state)"
                  + " values (:tenant, :job, 'docs', '/docs', 'PENDING')"),
          new Row(
              Role.API,
              "insert into job_input (tenant_id, job_id, ordinal, kind, message)"
                  + " values (:tenant, :job, 1, 'steer', 'm')"),
          new Row(
              Role.API,
              "insert into member (tenant_id, member_id, issuer, subject, name, role)"
                  + " values (:tenant, :job, 'i', 's', 'n', 'viewer')"),
          new Row(
              Role.API,
              "insert into tenant_key (tenant_id, version, kek_id, nonce, wrapped, commitment)"
                  + " values (:tenant, 1, 'k', '\\x00', '\\x00', '\\x00')"),
          new Row(
              Role.API,
              "insert into secret (tenant_id, name, version, key_version, nonce, ciphertext)"
                  + " values (:tenant, 's', 1, 1, '\\x00', '\\x00')"),
          new Row(
              Role.API,
              "insert into project (tenant_id, project_id, slug, name)"
                  + " values (:tenant, :job, 's', 'n')"),
          new Row(
              Role.API,
              "insert into budget (tenant_id, scope, owner_id, period, starts)"
                  + " values (:tenant, 'project', :job, 'day', '2026-11-01')"),
          new Row(Role.API, "insert into submit_rate (tenant_id, due) values (:tenant, now())"),
          new Row(
              Role.RUNNER,
              "insert into budget_hold (tenant_id, rollout_id, epoch)"
                  + " values (:tenant, :rollout, 1)"),
          new Row(
              Role.API,
              "insert into audit_event (tenant_id, actor_kind, actor_id, actor_name, action,"
                  + " object, outcome, peer)"
                  + " values (:tenant, 'key', 'k', 'n', 'a', 'o', 'done', '::1')"));

  private PlantedTenant() {}

  static UUID in(TestDatabase database, String slug) {
    UUID tenant = database.tenant(slug);
    UUID job = database.job(tenant, 0);
    UUID rollout =
        new TenantTx(database.as(Role.API))
            .call(
                tenant,
                tx -> {
                  try (var statement = tx.createStatement();
                      var row = statement.executeQuery("select rollout_id from rollout")) {
                    row.next();
                    return row.getObject(1, UUID.class);
                  }
                });
    for (Row row : ROWS) {
      String sql =
          row.sql()
              .replace(":tenant", "'" + tenant + "'::uuid")
              .replace(":job", "'" + job + "'::uuid")
              .replace(":rollout", "'" + rollout + "'::uuid");
      new TenantTx(database.as(row.role()))
          .call(
              tenant,
              tx -> {
                try (var statement = tx.createStatement()) {
                  return statement.executeUpdate(sql);
                }
              });
    }
    return tenant;
  }
}
