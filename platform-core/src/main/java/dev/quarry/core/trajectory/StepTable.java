package dev.quarry.core.trajectory;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Where the journal writes to. */
@FunctionalInterface
public interface StepTable {
  /**
   * Writes rows in one commit, those left out whose place {@code (rollout, seq)} is taken.
   *
   * @param again whether an earlier try may have been committed: rows that are there under the same
   *     epoch then count as written
   * @return the keys that are durable, with the time of writing
   * @throws SQLException when the commit failed, or its answer was lost
   */
  Map<StepKey, Instant> write(List<StepRow> rows, boolean again) throws SQLException;

  /**
   * A step and its place.
   *
   * @param pages that the step names and that are stored in the same commit; those that are there
   *     already are left as they are, those of a step that is left out are left out
   */
  record StepRow(StepKey key, Step step, List<PageText> pages) {
    public StepRow {
      pages = List.copyOf(pages);
    }

    public StepRow(StepKey key, Step step) {
      this(key, step, List.of());
    }
  }
}
