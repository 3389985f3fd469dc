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
    State state = state(tx, tenantId);
    double wait = Math.max(0, state.due() - (window - share));
    throw ApiException.retry(
            ErrorCode.SUBMIT_RATE,
            "A tenant may submit %,d jobs in %,d s (quarry.api.intake.submits)."
                .formatted(limits.submits(), limits.window().toSeconds()),
            Duration.ofSeconds(Math.max(1, (long) Math.ceil(wait))))
        .with(rate(state).headers());
  }

  /**
   * After the job is in the queue, which holds the tenant's counters still.
   *
   * @throws ApiException when too many wait
   */
  IntakeRate requireRoom(Connection tx, UUID tenantId) throws SQLException {
    State state = state(tx, tenantId);
    if (state.queued() > limits.queued()) {
      throw ApiException.retry(
              ErrorCode.QUEUE_FULL,
              "%,d rollouts of the tenant wait for a slot, as many as may (quarry.api.intake.queued)."
                  .formatted(limits.queued()),
              limits.retryAfter())
          .with(rate(state).headers());
    }
    return rate(state);
  }

  IntakeRate stands(Connection tx, UUID tenantId) throws SQLException {
    return rate(state(tx, tenantId));
  }

  /**
   * What the database says.
   *
   * @param due seconds until the rate is unused
   * @param queued rollouts that wait
   */
  private record State(double due, long queued) {}

  private static State state(Connection tx, UUID tenantId) throws SQLException {
    try (var select = tx.prepareStatement(STANDS)) {
      select.setObject(1, tenantId);
      select.setObject(2, tenantId);
      try (var row = select.executeQuery()) {
        row.next();
        return new State(Math.max(0, row.getDouble(1)), row.getLong(2));
      }
    }
  }

  private IntakeRate rate(State state) {
    return new IntakeRate(
        limits.submits(),
        Math.max(1, limits.window().toSeconds()),
        Math.max(0, (long) ((window - state.due()) / share)),
        (long) Math.ceil(state.due()),
        limits.queued(),
        Math.max(0, limits.queued() - state.queued()));
  }
}
