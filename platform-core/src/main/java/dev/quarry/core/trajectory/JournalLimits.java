package dev.quarry.core.trajectory;

import java.time.Duration;

/**
 * Limits of the journal.
 *
 * @param maxBatch rows of one commit, at least 1
 * @param maxPageCharacters text of pages in one commit, over which nothing more is added to it
 * @param queueCapacity steps that wait for a commit; further writers wait in line, at least 1
 * @param retryCap longest pause between two tries when the database is away
 * @param settleWait how long an interrupted writer waits to know whether its step is durable
 */
public record JournalLimits(
    int maxBatch,
    long maxPageCharacters,
    int queueCapacity,
    Duration retryCap,
    Duration settleWait) {
  public static final JournalLimits STANDARD =
      new JournalLimits(256, 4_000_000, 4_096, Duration.ofSeconds(2), Duration.ofSeconds(5));
}
