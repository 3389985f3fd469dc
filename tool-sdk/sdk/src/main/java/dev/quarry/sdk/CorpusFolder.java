package dev.quarry.sdk;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A folder of documents that a job may read.
 *
 * @param id unique in the installation, fit for a folder name
 * @param name as the tenant calls it; 1–64 characters of {@code [a-z0-9-]}
 * @param root where the documents lie; read only
 * @param workDir where an index of it may be kept; exists, writable, kept over restarts
 */
public record CorpusFolder(String id, String name, Path root, Path workDir) {
  public CorpusFolder {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(root, "root");
    Objects.requireNonNull(workDir, "workDir");
  }
}
