package dev.quarry.core.trajectory;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The one statement that writes steps and their pages, run as role {@code quarry_journal}. A step
 * that the fence refuses brings no pages.
 */
public final class StepInsert implements StepTable {
  private static final String INSERT =
      """
      with written as (
        insert into step (rollout_id, seq, tenant_id, epoch, kind, body,
                          model_calls, tool_calls, input_tokens, output_tokens,
                          cost_micros)
        select * from unnest(?::uuid[], ?::bigint[], ?::uuid[], ?::bigint[], ?::text[], ?::json[],
                             ?::int[], ?::int[], ?::bigint[], ?::bigint[], ?::bigint[])
        on conflict do nothing
        returning rollout_id, seq, at),
      pages as (
        insert into page (tenant_id, job_id, sha256, url, title, body)
        select p.tenant_id, p.job_id, p.sha256, p.url, p.title, p.body
        from unnest(?::uuid[], ?::bigint[], ?::uuid[], ?::uuid[],
                    ?::text[], ?::text[], ?::text[], ?::text[])
          as p(rollout_id, seq, tenant_id, job_id, sha256, url, title, body)
        join written using (rollout_id, seq)
        on conflict do nothing)
      select rollout_id, seq, at from written
      """;

  private static final String WRITTEN_BEFORE =
      """
      select s.rollout_id, s.seq, s.at
      from unnest(?::uuid[], ?::bigint[], ?::bigint[]) as w(rollout_id, seq, epoch)
      join step s on s.rollout_id = w.rollout_id and s.seq = w.seq and s.epoch = w.epoch
      """;

  private final DataSource journal;

  /**
   * @param journal connects as {@code quarry_journal}
   */
  public StepInsert(DataSource journal) {
    this.journal = journal;
  }

  @Override
  public Map<StepKey, Instant> write(List<StepRow> batch, boolean again) throws SQLException {
    var byPlace = new HashMap<Place, StepKey>();
    batch.forEach(p -> byPlace.put(new Place(p.key().rolloutId(), p.key().seq()), p.key()));
    var durable = new HashMap<StepKey, Instant>();
    try (Connection connection = journal.getConnection()) {
      connection.setAutoCommit(true);
      if (again) {
        try (var select = connection.prepareStatement(WRITTEN_BEFORE)) {
          select.setArray(1, array(connection, "uuid", batch, p -> p.key().rolloutId()));
          select.setArray(2, array(connection, "bigint", batch, p -> p.key().seq()));
          select.setArray(3, array(connection, "bigint", batch, p -> p.key().epoch()));
          collect(select, byPlace, durable);
        }
      }
      try (var insert = connection.prepareStatement(INSERT)) {
        bind(connection, insert, batch);
        collect(insert, byPlace, durable);
      }
    }
    return durable;
  }

  private static void bind(Connection connection, PreparedStatement insert, List<StepRow> batch)
      throws SQLException {
    insert.setArray(1, array(connection, "uuid", batch, p -> p.key().rolloutId()));
    insert.setArray(2, array(connection, "bigint", batch, p -> p.key().seq()));
    insert.setArray(3, array(connection, "uuid", batch, p -> p.key().tenantId()));
    insert.setArray(4, array(connection, "bigint", batch, p -> p.key().epoch()));
    insert.setArray(5, array(connection, "text", batch, p -> StepCodec.kind(p.step())));
    insert.setArray(6, array(connection, "text", batch, p -> StepCodec.encode(p.step())));
    insert.setArray(7, array(connection, "int", batch, p -> StepCost.of(p.step()).modelCalls()));
    insert.setArray(8, array(connection, "int", batch, p -> StepCost.of(p.step()).toolCalls()));
    insert.setArray(
        9, array(connection, "bigint", batch, p -> StepCost.of(p.step()).tokens().input()));
    insert.setArray(
        10, array(connection, "bigint", batch, p -> StepCost.of(p.step()).tokens().output()));
    insert.setArray(
        11, array(connection, "bigint", batch, p -> StepCost.of(p.step()).tokens().micros()));
    List<OwnedPage> pages =
        batch.stream()
            .flatMap(row -> row.pages().stream().map(page -> new OwnedPage(row.key(), page)))
            .toList();
    insert.setArray(12, array(connection, "uuid", pages, p -> p.owner().rolloutId()));
    insert.setArray(13, array(connection, "bigint", pages, p -> p.owner().seq()));
    insert.setArray(14, array(connection, "uuid", pages, p -> p.owner().tenantId()));
    insert.setArray(15, array(connection, "uuid", pages, p -> p.page().jobId()));
    insert.setArray(16, array(connection, "text", pages, p -> p.page().source().sha256()));
    insert.setArray(17, array(connection, "text", pages, p -> p.page().source().url()));
    insert.setArray(18, array(connection, "text", pages, p -> p.page().source().title()));
    insert.setArray(19, array(connection, "text", pages, p -> p.page().text()));
  }

  private static void collect(
      PreparedStatement statement, Map<Place, StepKey> byPlace, Map<StepKey, Instant> durable)
      throws SQLException {
    try (var rows = statement.executeQuery()) {
      while (rows.next()) {
        StepKey key = byPlace.get(new Place(rows.getObject(1, UUID.class), rows.getLong(2)));
        if (key != null) {
          durable.put(key, rows.getObject(3, OffsetDateTime.class).toInstant());
        }
      }
    }
  }

  private static <T> Array array(
      Connection connection, String type, List<T> rows, Function<T, Object> value)
      throws SQLException {
    return connection.createArrayOf(type, rows.stream().map(value).toArray());
  }

  private record OwnedPage(StepKey owner, PageText page) {}

  private record Place(UUID rolloutId, long seq) {}
}
