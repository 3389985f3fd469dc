package dev.quarry.runner.tool;

import dev.quarry.runner.engine.EngineListener;
import dev.quarry.sdk.CorpusFolder;
import java.util.List;
import java.util.UUID;

/**
 * On whose behalf tools are called.
 *
 * @param corpora folders that the job may read
 * @param attempt 1 for the first holder of the rollout
 * @param listener told what tools report
 */
public record RolloutScope(
    UUID tenantId,
    UUID jobId,
    UUID rolloutId,
    int attempt,
    List<CorpusFolder> corpora,
    EngineListener listener) {
  public RolloutScope {
    corpora = List.copyOf(corpora);
  }
}
