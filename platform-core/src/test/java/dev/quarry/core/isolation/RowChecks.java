package dev.quarry.core.isolation;

import dev.quarry.core.TestDatabase;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.localstack.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * What one tenant can really see and do of another's rows, table by table and view by view, as the
 * roles of the two applications. There has to be a row of tenant {@code theirs} in every table:
 * where nothing is, nothing is proved.
 */
final class RowChecks {
  private static final String READABLE =
      """
      select c.relname from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not attisdropped
      where c.relkind in ('r', 'p', 'v', 'm') and c.relnamespace = 'public'::regnamespace
      and has_column_privilege(c.oid, a.attnum, 'SELECT') order by 1
      """;

  private static final String COLUMNS =
      "select column_name from information_schema.columns where table_schema = 'public'"
          + " and table_name = ? and is_identity = 'NO'";

  private final TestDatabase database;
  private final UUID theirs;
  private final UUID mine;

  RowChecks(TestDatabase database, UUID theirs, UUID mine) {
    this.database = database;
    this.theirs = theirs;
    this.mine = mine;
  }

  List<Finding> all() throws SQLException {
    List<Finding> findings = new ArrayList<>();
    for (Role role : List.of(Role.API, Role.RUNNER)) {
      try (Connection only = database.as(role).getConnection()) {
        DataSource source = LentConnection.of(only);
        for (String table : readable(source)) {
          findings.addAll(table(new TenantTx(source), source, table));
        }
      }
    }
    return List.copyOf(findings);
  }

  private List<Finding> table(TenantTx tenants, DataSource source, String table) {
    List<Finding> findings = new ArrayList<>();
    String count = "select count(tenant_id) from " + table + " where tenant_id = '" + theirs + "'";
    if (tenants.call(theirs, tx -> number(tx, count)) == 0) {
      findings.add(new Finding("nothing-to-see", table));
    }
    if (tenants.call(mine, tx -> number(tx, count)) != 0) {
      findings.add(new Finding("seen-by-another", table));
    }
    if (TenantTx.inTransaction(source, tx -> number(tx, count)) != 0) {
      findings.add(new Finding("seen-without-tenant", table));
    }
    for (String touch :
        List.of(
            "update " + table + " set tenant_id = tenant_id where tenant_id = '" + theirs + "'",
            "delete from " + table + " where tenant_id = '" + theirs + "'")) {
      if (tenants.call(mine, tx -> tried(tx, touch)) > 0) {
        findings.add(new Finding("touched-by-another", table));
      }
    }
    if (tenants.call(theirs, tx -> tried(tx, gift(tx, table))) > 0) {
      findings.add(new Finding("given-to-another", table));
    }
    return findings;
  }

  /** Writes copies of the rows as if they were another tenant's. */
  private String gift(Connection tx, String table) throws SQLException {
    List<String> columns = new ArrayList<>();
    try (var select = tx.prepareStatement(COLUMNS)) {
      select.setString(1, table);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          columns.add(rows.getString(1));
        }
      }
    }
    String into = String.join(", ", columns);
    return "insert into %s (%s) select %s from %s where tenant_id = '%s'"
        .formatted(
            table,
            into,
            into.replaceFirst("\\btenant_id\\b", "'" + mine + "'::uuid"),
            table,
            theirs);
  }

  private static List<String> readable(DataSource source) {
    return TenantTx.inTransaction(
        source,
        tx -> {
          List<String> tables = new ArrayList<>();
          try (var statement = tx.createStatement();
              var rows = statement.executeQuery(READABLE)) {
            while (rows.next()) {
              tables.add(rows.getString(1));
            }
          }
          return tables;
        });
  }

  private static long number(Connection tx, String sql) throws SQLException {
    try (var statement = tx.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Rows that a change would have touched; none where the role or a rule refuses it. */
  private static int tried(Connection tx, String sql) throws SQLException {
    Savepoint before = tx.setSavepoint();
    try (var statement = tx.createStatement()) {
      return statement.executeUpdate(sql);
    } catch (SQLException e) {
      return 0;
    } finally {
      tx.rollback(before);
    }
  }
}
