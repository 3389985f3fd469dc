package dev.quarry.runner.tool;

import dev.quarry.core.trajectory.SourceRef;
import java.util.Optional;
import java.util.UUID;

/**
 * The pages that jobs have read, for whoever checks a citation, and the files that tools leave
 * behind. Pages come in with the step that names them.
 */
public interface PageStore {
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
