package dev.quarry.api.events;

import dev.quarry.api.job.Awaiting;
import dev.quarry.core.tenancy.TenantTx;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** What streams read: the truth, whatever was announced. */
@Singleton
final class StreamStore {
  private final TenantTx tenants;

  StreamStore(DataSource dataSource) {
    this.tenants = new TenantTx(dataSource);
  }

  /**
   * The state of a job and the steps after a position. The state was read first: when it is an end,
   * all steps are in the table, and a page that is not full is the last.
   */
  record Look(StreamEvent.StateSeen state, List<StepRow> steps, boolean full) {}

  /**
   * @param limit most steps
   * @return nothing when the tenant has no such job
   */
  Optional<Look> look(UUID tenantId, UUID jobId, Position position, int limit) {
    return tenants.call(
        tenantId,
        tx -> {
          Optional<StreamEvent.StateSeen> state = state(tx, tenantId, jobId);
          if (state.isEmpty()) {
            return Optional.empty();
          }
          List<StepRow> steps = new ArrayList<>();
          for (Map.Entry<Integer, UUID> rollout : rollouts(tx, tenantId, jobId).entrySet()) {
            int ordinal = rollout.getKey();
            steps(
                tx,
                ordinal,
                rollout.getValue(),
                position.seq(ordinal),
                limit - steps.size(),
                steps);
          }
          return Optional.of(new Look(state.get(), List.copyOf(steps), steps.size() >= limit));
        });
  }

  boolean exists(UUID tenantId, UUID jobId) {
    return tenants.call(tenantId, tx -> state(tx, tenantId, jobId)).isPresent();
  }

  /**
   * @return accepted replies up to a position, by ordinal of the rollout
   */
  Map<Integer, Integer> rounds(UUID tenantId, UUID jobId, Position position) {
    if (position.seqs().isEmpty()) {
      return Map.of();
    }
    return tenants.call(
        tenantId,
        tx -> {
          Map<Integer, Integer> rounds = new HashMap<>();
          for (Map.Entry<Integer, UUID> rollout : rollouts(tx, tenantId, jobId).entrySet()) {
            rounds.put(
                rollout.getKey(), rounds(tx, rollout.getValue(), position.seq(rollout.getKey())));
          }
          return rounds;
        });
  }

  private static Optional<StreamEvent.StateSeen> state(Connection tx, UUID tenantId, UUID jobId)
      throws SQLException {
    try (var select =
        tx.prepareStatement("select state, awaiting from job where tenant_id = ? and job_id = ?")) {
      select.setObject(1, tenantId);
      select.setObject(2, jobId);
      try (var row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        return Optional.of(
            new StreamEvent.StateSeen(row.getString(1), Awaiting.decode(row.getString(2))));
      }
    }
  }

  private static Map<Integer, UUID> rollouts(Connection tx, UUID tenantId, UUID jobId)
      throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select ordinal, rollout_id from rollout where tenant_id = ? and job_id = ?"
                + " order by ordinal")) {
      select.setObject(1, tenantId);
      select.setObject(2, jobId);
      Map<Integer, UUID> rollouts = new LinkedHashMap<>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          rollouts.put(rows.getInt(1), rows.getObject(2, UUID.class));
        }
      }
      return rollouts;
    }
  }

  private static void steps(
      Connection tx, int ordinal, UUID rolloutId, long after, int limit, List<StepRow> into)
      throws SQLException {
    if (limit <= 0) {
      return;
    }
    try (var select =
        tx.prepareStatement(
            "select seq, at, kind, body from step where rollout_id = ? and seq > ?"
                + " order by seq limit ?")) {
      select.setObject(1, rolloutId);
      select.setLong(2, after);
      select.setInt(3, limit);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          into.add(
              new StepRow(
                  ordinal,
                  rows.getLong(1),
                  rows.getObject(2, OffsetDateTime.class).toInstant(),
                  rows.getString(3),
                  rows.getString(4)));
        }
      }
    }
  }

  private static int rounds(Connection tx, UUID rolloutId, long until) throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select count(*) from step where rollout_id = ? and seq <= ? and kind = 'replied'")) {
      select.setObject(1, rolloutId);
      select.setLong(2, until);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
