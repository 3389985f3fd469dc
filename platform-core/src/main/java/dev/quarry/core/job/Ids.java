package dev.quarry.core.job;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.util.UUID;

/**
 * Ids of what there are ever more of: jobs and their rollouts.
 *
 * <p>UUIDs of version 7 (RFC 9562, section 5.7), which begin with the time in milliseconds. Rows
 * that are written at the same time so lie together in every index, and what a commit writes does
 * not grow with what lies there from before. The other 74 bits are random. Secrets are not made
 * like this: when an id was made can be told.
 */
public final class Ids {
  private static final TimeBasedEpochRandomGenerator GENERATOR =
      Generators.timeBasedEpochRandomGenerator();

  private Ids() {}

  public static UUID next() {
    return GENERATOR.generate();
  }
}
