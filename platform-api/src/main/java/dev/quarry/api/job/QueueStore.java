package dev.quarry.api.job;

import dev.quarry.api.config.ApiConfig;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads where a job stands in the queue, in the rights of its tenant: of others it hears numbers,
 * by {@code queue_load()}.
 */
@Singleton
public class QueueStore implements PanacheRepositoryBase<JobEntity, UUID> {
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
         where seen_at > now() - make_interval(secs => :silent)),
        load.busy, load.ahead,
        recent.ends, recent.seconds
      from rollout r join tenant_sched s on s.tenant_id = r.tenant_id, queue_load() load,
        lateral (
          select count(*) as ends,
            cast(coalesce(extract(epoch from now() - min(e.ended_at)), 0) as double precision)
              as seconds
          from (select ended_at from rollout
                where tenant_id = r.tenant_id and started_at is not null
                  and ended_at > now() - make_interval(secs => :age)
                order by ended_at desc limit :most) e) recent
      where r.tenant_id = :tenant and r.job_id = :job and r.state = 'QUEUED'
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
  Optional<QueuePlace> of(UUID tenantId, UUID jobId) {
    List<Object[]> rows =
        getEntityManager()
            .createNativeQuery(PLACE, Object[].class)
            .setParameter("silent", seenWithinSeconds)
            .setParameter("age", RECENT_SECONDS)
            .setParameter("most", RECENT)
            .setParameter("tenant", tenantId)
            .setParameter("job", jobId)
            .getResultList();
    return rows.stream()
        .findFirst()
        .map(
            row ->
                new QueuePlace(
                    number(row[0]).doubleValue(),
                    number(row[1]).longValue(),
                    new QueuePlace.Tenant(number(row[2]).longValue(), number(row[3]).longValue()),
                    new QueuePlace.Installation(
                        number(row[4]).longValue(),
                        number(row[5]).longValue(),
                        number(row[6]).longValue()),
                    new QueuePlace.Recent(
                        number(row[7]).longValue(), number(row[8]).doubleValue())));
  }

  private static Number number(Object column) {
    return (Number) column;
  }
}
