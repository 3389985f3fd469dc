package dev.quarry.runner.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.sdk.CorpusSource.CorpusSummary;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The rows of corpora, as a runner sees and changes them. */
final class CorpusStore {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final DataSource scheduler;
  private final TenantTx tenants;

  CorpusStore(DataSource scheduler, TenantTx tenants) {
    this.scheduler = scheduler;
    this.tenants = tenants;
  }

  /** Where a corpus is, without its content. */
  record Key(UUID tenantId, UUID corpusId) {}

  /**
   * A corpus.
   *
   * @param state {@code PENDING}, {@code INDEXING}, {@code READY} or {@code FAILED}
   */
  record Row(
      Key key, String name, String path, String state, int done, int total, String failure) {}

  /**
   * @return corpora that wait for an index, or whose indexer has gone silent
   */
  List<Key> waiting() {
    return TenantTx.inTransaction(
        scheduler,
        tx -> {
          try (var select =
                  tx.prepareStatement(
                      "select tenant_id, corpus_id from corpus where state = 'PENDING'"
                          + " or (state = 'INDEXING' and indexer_until < now()) limit 100");
              var rows = select.executeQuery()) {
            var keys = new ArrayList<Key>();
            while (rows.next()) {
              keys.add(new Key(rows.getObject(1, UUID.class), rows.getObject(2, UUID.class)));
            }
            return keys;
          }
        });
  }

  /**
   * Takes the indexing of a corpus.
   *
   * @return the corpus, if nobody else has taken it
   */
  Optional<Row> take(Key key, String runner, Duration lease) {
    return tenants.call(
        key.tenantId(),
        tx -> {
          try (var update =
              tx.prepareStatement(
                  "update corpus set state = 'INDEXING', indexer = ?, files_done = 0,"
                      + " indexer_until = now() + make_interval(secs => ?)"
                      + " where tenant_id = ? and corpus_id = ? and (state = 'PENDING'"
                      + " or (state = 'INDEXING' and indexer_until < now()))")) {
            update.setString(1, runner);
            update.setDouble(2, lease.toMillis() / 1000.0);
            key(update, 3, key);
            return update.executeUpdate() == 1 ? byId(tx, key) : Optional.<Row>empty();
          }
        });
  }

  /**
   * Tells how far the indexing is, and that it goes on.
   *
   * @return whether it is still wanted
   */
  boolean progress(Key key, String runner, int done, int total, Duration lease) {
    return tenants.call(
        key.tenantId(),
        tx -> {
          try (var update =
              tx.prepareStatement(
                  "update corpus set files_done = ?, files_total = ?,"
                      + " indexer_until = now() + make_interval(secs => ?)"
                      + " where tenant_id = ? and corpus_id = ? and state = 'INDEXING'"
                      + " and indexer = ?")) {
            update.setInt(1, done);
            update.setInt(2, total);
            update.setDouble(3, lease.toMillis() / 1000.0);
            key(update, 4, key);
            update.setString(6, runner);
            return update.executeUpdate() == 1;
          }
        });
  }

  void ready(Key key, String runner, CorpusSummary summary) {
    tenants.call(
        key.tenantId(),
        tx -> {
          try (var update =
              tx.prepareStatement(
                  "update corpus set state = 'READY', documents = ?, passages = ?,"
                      + " skipped = ?::json, failure = null, indexed_at = now(), indexer = null,"
                      + " files_done = greatest(files_done, files_total)"
                      + " where tenant_id = ? and corpus_id = ? and state = 'INDEXING'"
                      + " and indexer = ?")) {
            update.setInt(1, summary.documents());
            update.setInt(2, summary.passages());
            update.setString(3, json(summary.skipped()));
            key(update, 4, key);
            update.setString(6, runner);
            return update.executeUpdate();
          }
        });
  }

  void failed(Key key, String runner, String why) {
    tenants.call(
        key.tenantId(),
        tx -> {
          try (var update =
              tx.prepareStatement(
                  "update corpus set state = 'FAILED', failure = ?, indexer = null"
                      + " where tenant_id = ? and corpus_id = ? and state = 'INDEXING'"
                      + " and indexer = ?")) {
            update.setString(1, why.replace("\0", ""));
            key(update, 2, key);
            update.setString(4, runner);
            return update.executeUpdate();
          }
        });
  }

  /** Gives an index that was begun back, for another runner or a later start. */
  void giveBack(Key key, String runner) {
    tenants.call(
        key.tenantId(),
        tx -> {
          try (var update =
              tx.prepareStatement(
                  "update corpus set state = 'PENDING', indexer = null"
                      + " where tenant_id = ? and corpus_id = ? and state = 'INDEXING'"
                      + " and indexer = ?")) {
            key(update, 1, key);
            update.setString(3, runner);
            return update.executeUpdate();
          }
        });
  }

  Optional<Row> byName(UUID tenantId, String name) {
    return tenants.call(
        tenantId,
        tx -> {
          try (var select = select(tx, "name = ?")) {
            select.setObject(1, tenantId);
            select.setString(2, name);
            return row(select);
          }
        });
  }

  private static Optional<Row> byId(Connection tx, Key key) throws SQLException {
    try (var select = select(tx, "corpus_id = ?")) {
      key(select, 1, key);
      return row(select);
    }
  }

  private static PreparedStatement select(Connection tx, String condition) throws SQLException {
    return tx.prepareStatement(
        "select tenant_id, corpus_id, name, path, state, files_done, files_total,"
            + " coalesce(failure, '') from corpus where tenant_id = ? and "
            + condition);
  }

  private static Optional<Row> row(PreparedStatement select) throws SQLException {
    try (var row = select.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Row(
                  new Key(row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                  row.getString(3),
                  row.getString(4),
                  row.getString(5),
                  row.getInt(6),
                  row.getInt(7),
                  row.getString(8)))
          : Optional.empty();
    }
  }

  private static void key(PreparedStatement statement, int at, Key key) throws SQLException {
    statement.setObject(at, key.tenantId());
    statement.setObject(at + 1, key.corpusId());
  }

  private static String json(List<String> texts) throws SQLException {
    try {
      return JSON.writeValueAsString(texts);
    } catch (JsonProcessingException e) {
      throw new SQLException("list cannot be written as JSON", e);
    }
  }
}
