package dev.quarry.core.trajectory;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads steps, inside a transaction that sees their tenant. */
public final class TrajectoryReader {
  /**
   * @param afterSeq 0 for all
   * @param limit how many at most
   * @return in order
   */
  public List<StepRecord> read(Connection tx, UUID rolloutId, long afterSeq, int limit)
      throws SQLException {
    try (var select =
        tx.prepareStatement(
            "select seq, epoch, at, kind, body from step where rollout_id = ? and seq > ?"
                + " order by seq limit ?")) {
      select.setObject(1, rolloutId);
      select.setLong(2, afterSeq);
      select.setInt(3, limit);
      var steps = new ArrayList<StepRecord>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          steps.add(
              new StepRecord(
                  rows.getLong(1),
                  rows.getLong(2),
                  rows.getObject(3, OffsetDateTime.class).toInstant(),
                  StepCodec.decode(rows.getString(4), rows.getString(5))));
        }
      }
      return steps;
    }
  }

  /**
   * @return the whole trajectory
   * @throws IllegalArgumentException when it has a gap
   */
  public Trajectory read(Connection tx, UUID rolloutId) throws SQLException {
    return Trajectory.of(read(tx, rolloutId, 0, Integer.MAX_VALUE));
  }
}
