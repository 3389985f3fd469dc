package dev.quarry.runner.tool;

import dev.quarry.core.trajectory.SourceRef;
import dev.quarry.sdk.Source;
import java.util.Optional;
import java.util.UUID;

/** The pages that jobs read, kept for whoever checks a citation. */
public interface PageStore {
  /**
   * Stores a page; the same text of the same address once a job.
   *
   * @return what the trajectory keeps of it
   */
  SourceRef store(UUID tenantId, UUID jobId, Source source);

  /**
   * @return the stored text
   */
  Optional<String> text(UUID tenantId, UUID jobId, SourceRef source);

  /**
   * Stores a file that a tool leaves behind.
   *
   * @return its address in the public API
   */
  String artifact(UUID tenantId, UUID jobId, String name, String mediaType, byte[] content);
}
