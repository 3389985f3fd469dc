package dev.quarry.runner.model.rate;

import dev.quarry.core.tenancy.TenantTx;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The buckets in the database, as role {@code quarry_runner}, by the database's time. */
public final class SharedRateStore implements SharedRates {
  /**
   * The time is taken with the lock, so that it never goes back from one taker to the next. Who has
   * to wait takes what comes in within a tenth of a second, where that is more than needed.
   */
  private static final String TAKE =
      """
      with asked (name, most_requests, more_requests, most_tokens, more_tokens,
                  needed_requests, needed_tokens, wished_requests, wished_tokens, settled) as (
        values (?::text, ?::float8, ?::float8, ?::float8, ?::float8,
                ?::float8, ?::float8, ?::float8, ?::float8, ?::float8)),
      found as (
        select clock_timestamp() as at, l.* from provider_limit l
        where l.bucket = (select name from asked) for update),
      aged as (
        select found.*, greatest(extract(epoch from at - updated_at), 0)::float8 as seconds
        from found),
      filled as (
        select asked.*, at, greatest(extract(epoch from closed_until - at), 0)::float8 as closed,
          least(most_requests, requests + more_requests * seconds) as requests,
          least(most_tokens, tokens + settled + more_tokens * seconds) as tokens
        from aged cross join asked),
      taken as (
        select *,
          case when closed > 0 then 0 else greatest(needed_requests,
            least(wished_requests, greatest(floor(requests), floor(more_requests / 10))))
          end as out_requests,
          case when closed > 0 then 0 else greatest(needed_tokens,
            least(wished_tokens, greatest(floor(tokens), floor(more_tokens / 10))))
          end as out_tokens
        from filled)
      update provider_limit l set requests = taken.requests - out_requests,
        tokens = taken.tokens - out_tokens, updated_at = at
      from taken where l.bucket = taken.name
      returning out_requests, out_tokens, greatest(closed,
        case when needed_requests > 0 then (out_requests - taken.requests) / more_requests end,
        case when needed_tokens > 0 then (out_tokens - taken.tokens) / more_tokens end, 0)
      """;

  private static final String CLOSE =
      """
      insert into provider_limit as l (bucket, closed_until)
      values (?, now() + make_interval(secs => ?))
      on conflict (bucket) do update
        set closed_until = greatest(l.closed_until, excluded.closed_until)
      """;

  private static final String CLOSED =
      """
      select bucket, extract(epoch from closed_until - now())::float8 from provider_limit
      where closed_until > now()
      """;

  private final DataSource runner;

  /**
   * @param runner connects as {@code quarry_runner}
   */
  public SharedRateStore(DataSource runner) {
    this.runner = runner;
  }

  @Override
  public Taken take(String bucket, Quota quota, Wanted wanted) {
    return TenantTx.inTransaction(
        runner,
        tx -> {
          Optional<Taken> taken = takeOf(tx, bucket, quota, wanted);
          if (taken.isEmpty()) {
            open(tx, bucket);
            taken = takeOf(tx, bucket, quota, wanted);
          }
          return taken.orElseThrow();
        });
  }

  private static Optional<Taken> takeOf(Connection tx, String bucket, Quota quota, Wanted wanted)
      throws SQLException {
    double[] numbers = {
      quota.requests().capacity(), quota.requests().perSecond(),
      quota.tokens().capacity(), quota.tokens().perSecond(),
      wanted.needed().requests(), wanted.needed().tokens(),
      wanted.wished().requests(), wanted.wished().tokens(),
      wanted.settled()
    };
    try (var update = tx.prepareStatement(TAKE)) {
      update.setString(1, bucket);
      for (int i = 0; i < numbers.length; i++) {
        update.setDouble(i + 2, numbers[i]);
      }
      try (var row = update.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Taken(
                    new Amount((long) row.getDouble(1), (long) row.getDouble(2)), seconds(row, 3)))
            : Optional.empty();
      }
    }
  }

  private static void open(Connection tx, String bucket) throws SQLException {
    try (var insert =
        tx.prepareStatement(
            "insert into provider_limit (bucket) values (?) on conflict do nothing")) {
      insert.setString(1, bucket);
      insert.executeUpdate();
    }
  }

  @Override
  public void close(String bucket, Duration pause) {
    TenantTx.inTransaction(
        runner,
        tx -> {
          try (var upsert = tx.prepareStatement(CLOSE)) {
            upsert.setString(1, bucket);
            upsert.setDouble(2, pause.toNanos() / 1e9);
            return upsert.executeUpdate();
          }
        });
  }

  @Override
  public Map<String, Duration> closed() {
    return TenantTx.inTransaction(
        runner,
        tx -> {
          try (var select = tx.prepareStatement(CLOSED);
              var rows = select.executeQuery()) {
            Map<String, Duration> closed = new HashMap<>();
            while (rows.next()) {
              closed.put(rows.getString(1), seconds(rows, 2));
            }
            return closed;
          }
        });
  }

  /** Rounded up: what is not over yet is never zero. */
  private static Duration seconds(ResultSet row, int column) throws SQLException {
    return Duration.ofNanos((long) Math.ceil(row.getDouble(column) * 1e9));
  }
}
