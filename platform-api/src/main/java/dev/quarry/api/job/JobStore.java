package dev.quarry.api.job;

import dev.quarry.core.trajectory.InputKind;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Reads jobs of the tenant that the transaction sees. */
@Singleton
public class JobStore implements PanacheRepositoryBase<JobEntity, UUID> {
  private static final String USAGE =
      """
      select r.job_id, count(*) filter (where s.kind = 'replied'),
             sum(s.model_calls), sum(s.tool_calls), sum(s.input_tokens), sum(s.output_tokens),
             sum(s.cost_micros)
      from rollout r join step s using (rollout_id)
      where r.tenant_id = :tenant and r.job_id in (:jobs) group by r.job_id
      """;

  private static final String LIMIT =
      """
      select s.body ->> 'limit', s.body ->> 'detail' from rollout r join step s using (rollout_id)
      where r.tenant_id = :tenant and r.job_id = :job and s.kind = 'limit-hit'
      order by s.at limit 1
      """;

  private static final String INPUTS =
      """
      select ordinal, kind, message, approved, created_at from job_input
      where tenant_id = :tenant and job_id = :job order by ordinal
      """;

  /**
   * @return one job more than the limit, where there is one
   */
  List<JobEntity> page(JobFilter filter) {
    List<String> conditions = new ArrayList<>();
    Parameters values = new Parameters();
    if (filter.state() != null) {
      conditions.add("state = :state");
      values.and("state", filter.state().name());
    }
    if (filter.mode() != null) {
      conditions.add("mode = :mode");
      values.and("mode", filter.mode().id());
    }
    if (filter.project() != null) {
      conditions.add("projectId = :project");
      values.and("project", filter.project());
    }
    if (filter.after() != null) {
      conditions.add("(createdAt, jobId) < (:createdAt, :jobId)");
      values.and("createdAt", filter.after().createdAt()).and("jobId", filter.after().jobId());
    }
    String where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
    return find(where + " order by createdAt desc, jobId desc", values)
        .range(0, filter.limit())
        .list();
  }

  /**
   * @return slugs of the projects of jobs, by id; not looked up where no job has one
   */
  Map<UUID, String> projects(UUID tenantId, List<JobEntity> jobs) {
    Map<UUID, String> slugs = new HashMap<>();
    List<UUID> ids =
        jobs.stream().map(job -> job.projectId).filter(Objects::nonNull).distinct().toList();
    if (ids.isEmpty()) {
      return slugs;
    }
    List<Object[]> rows =
        getEntityManager()
            .createNativeQuery(
                "select project_id, slug from project"
                    + " where tenant_id = :tenant and project_id in (:ids)",
                Object[].class)
            .setParameter("tenant", tenantId)
            .setParameter("ids", ids)
            .getResultList();
    rows.forEach(row -> slugs.put((UUID) row[0], (String) row[1]));
    return slugs;
  }

  /**
   * @return the first limit that stopped the search of a job
   */
  Optional<JobView.LimitView> limit(UUID tenantId, UUID jobId) {
    List<Object[]> rows =
        getEntityManager()
            .createNativeQuery(LIMIT, Object[].class)
            .setParameter("tenant", tenantId)
            .setParameter("job", jobId)
            .getResultList();
    return rows.stream()
        .findFirst()
        .map(row -> new JobView.LimitView((String) row[0], (String) row[1]));
  }

  Map<UUID, JobUsage> usage(UUID tenantId, List<UUID> jobs) {
    if (jobs.isEmpty()) {
      return Map.of();
    }
    List<Object[]> rows =
        getEntityManager()
            .createNativeQuery(USAGE, Object[].class)
            .setParameter("tenant", tenantId)
            .setParameter("jobs", jobs)
            .getResultList();
    Map<UUID, JobUsage> usage = new HashMap<>();
    for (Object[] row : rows) {
      usage.put(
          (UUID) row[0],
          new JobUsage(
              number(row[1]),
              number(row[2]),
              number(row[3]),
              number(row[4]),
              number(row[5]),
              number(row[6])));
    }
    return usage;
  }

  /**
   * @return what the user of a job told it, in order
   */
  List<JobView.InputView> inputs(UUID tenantId, UUID jobId) {
    List<Object[]> rows =
        getEntityManager()
            .createNativeQuery(INPUTS, Object[].class)
            .setParameter("tenant", tenantId)
            .setParameter("job", jobId)
            .getResultList();
    return rows.stream()
        .map(
            row ->
                new JobView.InputView(
                    (int) number(row[0]),
                    (String) row[1],
                    (String) row[2],
                    row[1].equals(InputKind.ANSWER.slug()) ? (Boolean) row[3] : null,
                    (Instant) row[4]))
        .toList();
  }

  /**
   * @return the report as JSON, where there is one
   */
  Optional<String> report(UUID tenantId, UUID jobId) {
    List<String> found =
        getEntityManager()
            .createNativeQuery(
                "select cast(report as text) from job where tenant_id = :tenant and job_id = :job"
                    + " and report is not null",
                String.class)
            .setParameter("tenant", tenantId)
            .setParameter("job", jobId)
            .getResultList();
    return found.stream().findFirst();
  }

  private static long number(Object sum) {
    return ((Number) sum).longValue();
  }
}
