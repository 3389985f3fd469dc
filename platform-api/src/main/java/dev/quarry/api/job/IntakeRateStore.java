package dev.quarry.api.job;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/**
 * Holds a tenant to the limits of intake, in the transaction that takes a job in. One time a
 * tenant, {@code due}, says how much of the rate is used: each job moves it on by its share of the
 * window, and it may lie one window ahead (generic cell rate algorithm, ITU-T I.371).
 */
@Singleton
final class IntakeRateStore {
  private static final String TAKE =
      """
      insert into submit_rate as s (tenant_id, due)
      values (?, clock_timestamp() + make_interval(secs => ?))
      on conflict (tenant_id) do update
        set due = greatest(s.due, clock_timestamp()) + make_interval(secs => ?)
        where s.due <= clock_timestamp() + make_interval(secs => ?)
      """;

  private static final String STANDS =
      """
      select coalesce((select extract(epoch from due - clock_timestamp()) from submit_rate
                       where tenant_id = ?), 0),
             coalesce((select queued from tenant_sched where tenant_id = ?), 0)
      """;

  private final ApiConfig.Intake limits;
  private final double window;
  private final double share;

  IntakeRateStore(ApiConfig config) {
    this.limits = config.intake();
    if (limits.submits() < 1 || limits.window().toMillis() < 1 || limits.queued() < 1) {
      throw new IllegalArgumentException(
          "quarry.api.intake: submits, window and queued have to be above 0");
    }
    this.window = limits.window().toMillis() / 1000.0;
    this.share = window / limits.submits();
  }

  /**
   * Counts a job that is about to be taken in.
   *
   * @throws ApiException when jobs come too fast
   */
  void take(Connection tx, UUID tenantId) throws SQLException {
    try (var upsert = tx.prepareStatement(TAKE)) {
      upsert.setObject(1, tenantId);
      upsert.setDouble(2, share);
      upsert.setDouble(3, share);
      upsert.setDouble(4, window - share);
      if (upsert.executeUpdate() == 1) {
        return;
      }
    }
    double wait = Math.max(0, due(tx, tenantId) - (window - share));
    throw ApiException.retry(
            ErrorCode.SUBMIT_RATE,
            "A tenant may submit %,d jobs in %,d s (quarry.api.intake.submits)."
                .formatted(limits.submits(), limits.window().toSeconds()),
            Duration.ofSeconds(Math.max(1, (long) Math.ceil(wait))))
        .with(stands(tx, tenantId).headers());
  }

  /**
   * After the job is in the queue, which holds the tenant's counters still.
   *
   * @throws ApiException when too many wait
   */
  IntakeRate requireRoom(Connection tx, UUID tenantId) throws SQLException {
    IntakeRate stands = stands(tx, tenantId);
    if (stands.queuedLeft() < 0) {
      throw ApiException.retry(
              ErrorCode.QUEUE_FULL,
              "%,d rollouts of the tenant wait for a slot, as many as may (quarry.api.intake.queued)."
                  .formatted(limits.queued()),
              limits.retryAfter())
          .with(
              new IntakeRate(
                      stands.submits(),
                      stands.windowSeconds(),
                      stands.submitsLeft(),
                      stands.fullInSeconds(),
                      stands.queued(),
                      0)
                  .headers());
    }
    return stands;
  }

  IntakeRate stands(Connection tx, UUID tenantId) throws SQLException {
    try (var select = tx.prepareStatement(STANDS)) {
      select.setObject(1, tenantId);
      select.setObject(2, tenantId);
      try (var row = select.executeQuery()) {
        row.next();
        double due = Math.max(0, row.getDouble(1));
        return new IntakeRate(
            limits.submits(),
            Math.max(1, limits.window().toSeconds()),
            Math.max(0, (long) ((window - due) / share)),
            (long) Math.ceil(due),
            limits.queued(),
            limits.queued() - row.getLong(2));
      }
    }
  }

  private static double due(Connection tx, UUID tenantId) throws SQLException {
    try (var select = tx.prepareStatement(STANDS)) {
      select.setObject(1, tenantId);
      select.setObject(2, tenantId);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getDouble(1);
      }
    }
  }
}
