package dev.quarry.api.job;

import dev.quarry.api.config.ApiConfig;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads where a job stands in the queue, in the rights of its tenant: of others it hears numbers,
 * by {@code queue_load()}.
 */
@Singleton
final class QueueStore {
  /** Ends that the estimate goes by, and how old they may be. */
  private static final int RECENT = 50;

  private static final int RECENT_SECONDS = 3_600;

  private static final String PLACE =
      """
      select cast(extract(epoch from r.not_before - now()) as double precision),
        (select count(*) from rollout o
         where o.tenant_id = r.tenant_id and o.state = 'QUEUED' and o.not_before <= now()
           and (-o.priority, o.queued_at, o.rollout_id)
             <= (-r.priority, r.queued_at, r.rollout_id)),
        s.running, s.max_running,
        (select coalesce(sum(slots), 0) from runner
         where seen_at > now() - make_interval(secs => ?)),
        load.busy, load.ahead,
        recent.ends, recent.seconds
      from rollout r join tenant_sched s on s.tenant_id = r.tenant_id, queue_load() load,
        lateral (
          select count(*) as ends,
            cast(coalesce(extract(epoch from now() - min(e.ended_at)), 0) as double precision)
              as seconds
          from (select ended_at from rollout
                where tenant_id = r.tenant_id and started_at is not null
                  and ended_at > now() - make_interval(secs => ?)
                order by ended_at desc limit ?) e) recent
      where r.tenant_id = ? and r.job_id = ? and r.state = 'QUEUED'
        and not exists (select 1 from rollout h where h.tenant_id = r.tenant_id
                        and h.job_id = r.job_id and h.state = 'RUNNING')
      order by r.priority desc, r.queued_at, r.rollout_id limit 1
      """;

  private final double seenWithinSeconds;

  QueueStore(ApiConfig config) {
    this.seenWithinSeconds = config.catalogue().seenWithin().toMillis() / 1000.0;
  }

  /**
   * @return empty when nothing of the job waits for a slot, or something of it has one
   */
  Optional<QueuePlace> of(Connection tx, UUID tenantId, UUID jobId) throws SQLException {
    try (var select = tx.prepareStatement(PLACE)) {
      select.setDouble(1, seenWithinSeconds);
      select.setDouble(2, RECENT_SECONDS);
      select.setInt(3, RECENT);
      select.setObject(4, tenantId);
      select.setObject(5, jobId);
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.of(place(row)) : Optional.empty();
      }
    }
  }

  private static QueuePlace place(ResultSet row) throws SQLException {
    return new QueuePlace(
        row.getDouble(1),
        row.getLong(2),
        new QueuePlace.Tenant(row.getLong(3), row.getLong(4)),
        new QueuePlace.Installation(row.getLong(5), row.getLong(6), row.getLong(7)),
        new QueuePlace.Recent(row.getLong(8), row.getDouble(9)));
  }
}
