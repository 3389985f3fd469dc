package dev.quarry.api.relay;

import dev.quarry.core.tenancy.TenantTx;
import io.quarkus.agroal.DataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The outbox of all tenants, as role {@code quarry_scheduler}. */
@Singleton
final class OutboxStore {
  private final javax.sql.DataSource scheduler;

  OutboxStore(@DataSource("scheduler") javax.sql.DataSource scheduler) {
    this.scheduler = scheduler;
  }

  /** One record to be sent. */
  record Row(long id, String topic, String key, String payload) {}

  /**
   * What is waiting.
   *
   * @param unpublished rows
   * @param age of the oldest; zero when there is none
   */
  record Size(long unpublished, Duration age) {}

  /** Sends rows. */
  @FunctionalInterface
  interface Sender {
    /**
     * @return ids of the rows that Kafka has acknowledged
     */
    List<Long> send(List<Row> rows);
  }

  /**
   * How a batch went.
   *
   * @param taken rows that were tried
   * @param sent rows that are sent and deleted
   */
  record Batch(int taken, int sent) {}

  /**
   * Sends the oldest rows that no other relay has in hand, and deletes those that were sent: in one
   * transaction, so that a crash in between sends them twice but loses none.
   */
  Batch relay(int limit, Sender sender) {
    return TenantTx.inTransaction(
        scheduler,
        tx -> {
          List<Row> rows = take(tx, limit);
          if (rows.isEmpty()) {
            return new Batch(0, 0);
          }
          List<Long> sent = sender.send(rows);
          delete(tx, sent);
          return new Batch(rows.size(), sent.size());
        });
  }

  Size size() {
    return TenantTx.inTransaction(
        scheduler,
        tx -> {
          try (var select =
                  tx.prepareStatement(
                      "select count(*), coalesce(extract(epoch from now() - min(created_at)), 0)"
                          + " from outbox");
              var row = select.executeQuery()) {
            row.next();
            return new Size(row.getLong(1), Duration.ofMillis((long) (row.getDouble(2) * 1000)));
          }
        });
  }

  private static List<Row> take(Connection tx, int limit) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select id, topic, key, payload from outbox order by id limit ?"
                + " for update skip locked")) {
      select.setInt(1, limit);
      List<Row> rows = new ArrayList<>();
      try (var found = select.executeQuery()) {
        while (found.next()) {
          rows.add(
              new Row(
                  found.getLong(1), found.getString(2), found.getString(3), found.getString(4)));
        }
      }
      return rows;
    }
  }

  private static void delete(Connection tx, List<Long> ids) throws SQLException {
    try (var delete = tx.prepareStatement("delete from outbox where id = any(?)")) {
      delete.setArray(1, tx.createArrayOf("bigint", ids.toArray()));
      delete.executeUpdate();
    }
  }
}
