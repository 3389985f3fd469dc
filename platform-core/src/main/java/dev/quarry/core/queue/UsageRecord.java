package dev.quarry.core.queue;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What rollouts used up, kept when their jobs are deleted. Each time the whole is written, so that
 * writing it once more changes nothing.
 */
final class UsageRecord {
  private static final String WRITE =
      """
      insert into usage_record (tenant_id, job_id, rollout_id, kind, name, calls, input_tokens,
                                output_tokens, cost_micros, slot_millis, submitted_by, mode,
                                project_id)
      select tenant_id, job_id, ?, ?, ?, ?, ?, ?, ?, ?, submitted_by, mode, project_id
      from job where tenant_id = ? and job_id = ?
      on conflict (tenant_id, rollout_id, kind, name) do update set
        calls = excluded.calls, input_tokens = excluded.input_tokens,
        output_tokens = excluded.output_tokens, cost_micros = excluded.cost_micros,
        slot_millis = excluded.slot_millis, recorded_at = excluded.recorded_at
      """;

  private UsageRecord() {}

  static void write(Connection tx, Lease lease, RolloutUse use) throws SQLException {
    try (var insert = tx.prepareStatement(WRITE)) {
      for (RolloutUse.Line line : use.lines()) {
        insert.setObject(1, lease.rolloutId());
        insert.setString(2, line.kind());
        insert.setString(3, line.name());
        insert.setLong(4, line.calls());
        insert.setLong(5, line.inputTokens());
        insert.setLong(6, line.outputTokens());
        insert.setLong(7, line.costMicros());
        insert.setLong(8, use.workedMillis());
        insert.setObject(9, lease.tenantId());
        insert.setObject(10, lease.jobId());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
