package dev.quarry.api.audit;

import dev.quarry.api.auth.Actor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The logs, a tenant's and the operator's, in transactions that see them. They only grow. */
@Singleton
final class AuditStore {
  private static final String COLUMNS =
      "actor_kind, actor_id, actor_name, action, object, outcome, peer, detail";
  private static final String PAGE =
      "select event_id, at, "
          + COLUMNS
          + " from %s where event_id < ? and starts_with(action, ?)"
          + " and (? = '' or actor_id = ?)"
          + " order by event_id desc limit ?";

  /**
   * Who did it and how it went.
   *
   * @param outcome {@code done}, or the code of a problem
   */
  record Done(Actor actor, String peer, Act act, String outcome) {}

  void add(Connection tx, UUID tenantId, Done done) throws SQLException {
    try (var insert =
        tx.prepareStatement(
            "insert into audit_event ("
                + COLUMNS
                + ", tenant_id) values (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setObject(values(insert, done), tenantId);
      insert.executeUpdate();
    }
  }

  void addOperators(Connection tx, Done done) throws SQLException {
    try (var insert =
        tx.prepareStatement(
            "insert into operator_event (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?)")) {
      values(insert, done);
      insert.executeUpdate();
    }
  }

  private static int values(PreparedStatement insert, Done done) throws SQLException {
    int at = 1;
    insert.setString(at++, done.actor().kind().id());
    insert.setString(at++, done.actor().id());
    insert.setString(at++, done.actor().name());
    insert.setString(at++, done.act().action());
    insert.setString(at++, done.act().object());
    insert.setString(at++, done.outcome());
    insert.setString(at++, done.peer());
    insert.setString(at++, done.act().detail());
    return at;
  }

  /**
   * @return one line more than the limit, where there is one
   */
  List<AuditEvent> page(Connection tx, boolean operators, AuditFilter filter) throws SQLException {
    try (var select =
        tx.prepareStatement(PAGE.formatted(operators ? "operator_event" : "audit_event"))) {
      select.setLong(1, filter.before());
      select.setString(2, filter.action());
      select.setString(3, filter.actor());
      select.setString(4, filter.actor());
      select.setInt(5, filter.limit() + 1);
      List<AuditEvent> events = new ArrayList<>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          events.add(
              new AuditEvent(
                  rows.getLong(1),
                  rows.getObject(2, OffsetDateTime.class).toInstant(),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getString(5),
                  rows.getString(6),
                  rows.getString(7),
                  rows.getString(8),
                  rows.getString(9),
                  rows.getString(10)));
        }
      }
      return events;
    }
  }
}
