package dev.quarry.core.isolation;

import dev.quarry.core.tenancy.TenantTx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * What the system catalogue says about the isolation of tenants. Each check gives what it finds, so
 * that holes can be planted and seen.
 */
final class SchemaChecks {
  /** Tables that belong to the installation, and why no tenant's content is in them. */
  private static final Map<String, String> WITHOUT_TENANT =
      Map.of(
          "runner", "what runners offer to everybody",
          "provider_limit", "what providers of models still take, of all tenants together",
          "operator_key", "keys of the operator's, who is of no tenant",
          "operator_event", "what operators did",
          "flyway_schema_history", "which migrations were made");

  /** Policies beside {@code own_tenant}, and why the role may see more than one tenant by them. */
  private static final Map<String, String> OTHER_POLICIES =
      Map.ofEntries(
          Map.entry("tenant.operator quarry_owner", "sets tenants up; no application's role"),
          Map.entry("tenant_sched.operator quarry_owner", "the same"),
          Map.entry("api_key.operator quarry_owner", "the same"),
          Map.entry("operator_key.operator quarry_owner", "the same"),
          Map.entry("tenant.as_operator quarry_api", "the operator's transactions only"),
          Map.entry("tenant_sched.as_operator quarry_api", "the operator's transactions only"),
          Map.entry(
              "budget.scheduler_budgets quarry_scheduler", "whose they are, by column grants"),
          Map.entry("budget_hold.scheduler_holds quarry_scheduler", "ids and amounts, by grants"),
          Map.entry("usage_record.as_operator quarry_api", "amounts, for the operator; no content"),
          Map.entry("operator_event.as_operator quarry_api", "the operator's transactions only"),
          Map.entry("api_key.presented_key quarry_api", "the one key that a request names"),
          Map.entry("operator_key.presented_key quarry_api", "the one key that a request names"),
          Map.entry("member.presented_subject quarry_api", "the one person that a request names"),
          Map.entry("step.journal_insert quarry_journal", "batches span tenants; insert only"),
          Map.entry("page.journal_insert quarry_journal", "with the steps; insert only"),
          Map.entry("step.journal_keys quarry_journal", "keys without bodies, by column grants"),
          Map.entry("rollout.scheduler_rollouts quarry_scheduler", "claims; no content in there"),
          Map.entry("tenant_sched.scheduler_turns quarry_scheduler", "claims; counters only"),
          Map.entry("outbox.scheduler_relay quarry_scheduler", "the relay sends for all"),
          Map.entry("step.scheduler_lease_insert quarry_scheduler", "lease steps of any tenant"),
          Map.entry(
              "step.scheduler_keys quarry_scheduler", "keys without bodies, by column grants"),
          Map.entry("corpus.scheduler_corpora quarry_scheduler", "states, by column grants"),
          Map.entry("job.scheduler_expiry quarry_scheduler", "ids and dates, by column grants"));

  /** Unique indexes that do not begin with the tenant, and why none tells of another's values. */
  private static final Map<String, String> UNIQUE_WITHOUT_TENANT =
      Map.of(
          "tenant_slug_key", "slugs are the operator's, who sees them all",
          "api_key_by_id", "key ids are random and made by the platform",
          "rollout_pkey", "rollout ids are random and made by the platform",
          "step_pkey", "the fence; begins with the rollout's random id",
          "outbox_pkey", "numbers that the database gives");

  /** Functions that run with their owner's rights, and why. */
  private static final Map<String, String> DEFINER =
      Map.of(
          "fair_start", "one number of the virtual times of all tenants",
          "queue_load", "two numbers, how busy all is and how far a tenant is from its turn");

  private static final String TENANT_TABLES =
      """
      select c.relname from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not attisdropped
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
      """;

  private static final String APPLICATION_ROLES =
      "('quarry_api', 'quarry_runner', 'quarry_journal', 'quarry_scheduler')";

  private final DataSource owner;

  SchemaChecks(DataSource owner) {
    this.owner = owner;
  }

  List<Finding> all() {
    List<Finding> findings = new ArrayList<>();
    findings.addAll(tablesWithoutTenant());
    findings.addAll(rowSecurity());
    findings.addAll(ownTenantPolicy());
    findings.addAll(otherPolicies());
    findings.addAll(views());
    findings.addAll(uniqueIndexes());
    findings.addAll(definerFunctions());
    findings.addAll(roles());
    return List.copyOf(findings);
  }

  List<String> tenantTables() {
    return rows(TENANT_TABLES + " order by 1");
  }

  /** A table has a tenant, or a reason to have none. */
  List<Finding> tablesWithoutTenant() {
    return unjustified(
        "table-without-tenant",
        WITHOUT_TENANT.keySet(),
        "select relname from pg_class where relkind in ('r', 'p')"
            + " and relnamespace = 'public'::regnamespace and relname not in ("
            + TENANT_TABLES
            + ")");
  }

  /** Row security is on, for the owner too. */
  List<Finding> rowSecurity() {
    return findings(
        "row-security",
        "select relname from pg_class where relname in ("
            + TENANT_TABLES
            + ") and relnamespace = 'public'::regnamespace"
            + " and not (relrowsecurity and relforcerowsecurity)");
  }

  /** The one policy that applications go by is there, for both directions, word for word. */
  List<Finding> ownTenantPolicy() {
    return findings(
        "own-tenant-policy",
        TENANT_TABLES
            + """
             and not exists (
               select 1 from pg_policies p
               where p.schemaname = 'public' and p.tablename = c.relname
                 and p.policyname = 'own_tenant' and p.cmd = 'ALL' and 'quarry_api' = any (p.roles)
                 and p.roles <@ array['quarry_api', 'quarry_runner']::name[]
                 and p.qual = '(tenant_id = current_tenant())' and p.with_check = p.qual)
            """);
  }

  /** Policies widen each other, so each further one needs a reason. */
  List<Finding> otherPolicies() {
    return unjustified(
        "other-policy",
        OTHER_POLICIES.keySet(),
        """
        select tablename || '.' || policyname || ' ' || array_to_string(roles, ',')
        from pg_policies where schemaname = 'public' and policyname <> 'own_tenant'
        """);
  }

  /** A view sees what its reader may see; a materialized one is outside row security altogether. */
  List<Finding> views() {
    return findings(
        "view",
        """
        select relname from pg_class where relnamespace = 'public'::regnamespace
        and (relkind = 'm' or relkind = 'v'
             and not coalesce(reloptions @> array['security_invoker=true'], false))
        """);
  }

  /** A duplicate key tells that the other row exists, so it must be of the same tenant. */
  List<Finding> uniqueIndexes() {
    return unjustified(
        "unique-index",
        UNIQUE_WITHOUT_TENANT.keySet(),
        """
        select i.relname from pg_index x
        join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
        left join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
        where x.indisunique and c.relname in (%s) and c.relnamespace = 'public'::regnamespace
        and a.attname is distinct from 'tenant_id'
        """
            .formatted(TENANT_TABLES));
  }

  /** What runs with its owner's rights has a reason and a search path that nobody can bend. */
  List<Finding> definerFunctions() {
    return unjustified(
        "definer-function",
        DEFINER.keySet(),
        """
        select proname || case when array_to_string(proconfig, ' ') like '%search_path=%'
                               then '' else ' without search_path' end
        from pg_proc where prosecdef and pronamespace = 'public'::regnamespace
        """);
  }

  /** The applications' logins have no power beyond their grants. */
  List<Finding> roles() {
    return findings(
        "role",
        """
        select r.rolname || ' ' || what from pg_roles r cross join lateral (values
          ('is superuser', r.rolsuper), ('bypasses row security', r.rolbypassrls),
          ('makes databases', r.rolcreatedb), ('makes roles', r.rolcreaterole),
          ('replicates', r.rolreplication),
          ('owns something', exists (select 1 from pg_class c where c.relowner = r.oid)),
          ('makes tables', has_schema_privilege(r.oid, 'public', 'CREATE')),
          ('is member of a role', exists (select 1 from pg_auth_members m where m.member = r.oid)),
          ('truncates', exists (
            select 1 from pg_class c where c.relnamespace = 'public'::regnamespace
            and c.relkind in ('r', 'p') and has_table_privilege(r.oid, c.oid, 'TRUNCATE')))
        ) as power (what, has) where has and r.rolname in
        """
            + APPLICATION_ROLES);
  }

  private List<Finding> unjustified(String check, Set<String> justified, String sql) {
    return rows(sql).stream()
        .filter(row -> !justified.contains(row))
        .map(row -> new Finding(check, row))
        .toList();
  }

  private List<Finding> findings(String check, String sql) {
    return rows(sql).stream().map(row -> new Finding(check, row)).toList();
  }

  private List<String> rows(String sql) {
    return TenantTx.inTransaction(
        owner,
        tx -> {
          List<String> rows = new ArrayList<>();
          try (var statement = tx.createStatement();
              var found = statement.executeQuery(sql)) {
            while (found.next()) {
              rows.add(found.getString(1));
            }
          }
          return rows;
        });
  }
}
