package dev.quarry.api.trajectory;

import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.core.trajectory.TrajectoryReader;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads rollouts, their steps and the pages they read. */
@Singleton
final class TrajectoryStore {
  private final TenantTx tenants;
  private final TrajectoryReader reader = new TrajectoryReader();

  TrajectoryStore(DataSource dataSource) {
    this.tenants = new TenantTx(dataSource);
  }

  /** One attempt of a job. */
  record RolloutRow(UUID rolloutId, int ordinal, String state) {}

  /**
   * A step as it is stored.
   *
   * @param body JSON
   */
  record RawStep(long seq, long epoch, Instant at, String kind, String body) {}

  /**
   * @return by ordinal
   */
  List<RolloutRow> rollouts(UUID tenantId, UUID jobId) {
    return tenants.call(
        tenantId,
        tx -> {
          try (var select =
              tx.prepareStatement(
                  "select rollout_id, ordinal, state from rollout"
                      + " where tenant_id = ? and job_id = ? order by ordinal")) {
            select.setObject(1, tenantId);
            select.setObject(2, jobId);
            List<RolloutRow> rollouts = new ArrayList<>();
            try (var rows = select.executeQuery()) {
              while (rows.next()) {
                rollouts.add(
                    new RolloutRow(
                        rows.getObject(1, UUID.class), rows.getInt(2), rows.getString(3)));
              }
            }
            return rollouts;
          }
        });
  }

  List<RawStep> steps(UUID tenantId, UUID rolloutId, long after, int limit) {
    return tenants.call(
        tenantId,
        tx -> {
          try (var select =
              tx.prepareStatement(
                  "select seq, epoch, at, kind, body from step where rollout_id = ? and seq > ?"
                      + " order by seq limit ?")) {
            select.setObject(1, rolloutId);
            select.setLong(2, after);
            select.setInt(3, limit);
            List<RawStep> steps = new ArrayList<>();
            try (var rows = select.executeQuery()) {
              while (rows.next()) {
                steps.add(
                    new RawStep(
                        rows.getLong(1),
                        rows.getLong(2),
                        rows.getObject(3, OffsetDateTime.class).toInstant(),
                        rows.getString(4),
                        rows.getString(5)));
              }
            }
            return steps;
          }
        });
  }

  Trajectory trajectory(UUID tenantId, UUID rolloutId) {
    return tenants.call(tenantId, tx -> reader.read(tx, rolloutId));
  }

  Optional<Page> page(UUID tenantId, UUID jobId, String sha256, String url) {
    return tenants.call(
        tenantId,
        tx -> {
          try (var select =
              tx.prepareStatement(
                  "select title, body, fetched_at from page"
                      + " where tenant_id = ? and job_id = ? and sha256 = ? and url = ?")) {
            select.setObject(1, tenantId);
            select.setObject(2, jobId);
            select.setString(3, sha256);
            select.setString(4, url);
            try (var row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      new Page(
                          row.getString(1),
                          row.getString(2),
                          row.getObject(3, OffsetDateTime.class).toInstant()))
                  : Optional.empty();
            }
          }
        });
  }

  /** A page as its text was stored. */
  record Page(String title, String text, Instant fetchedAt) {}
}
