package dev.quarry.runner.work;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The installation's key, by which runners open the secrets of tenants; the API's is the same. */
@ConfigMapping(prefix = "quarry.kek")
public interface KekConfig {
  /**
   * File with 32 random bytes in base64, readable by this user only. Without it a call that asks
   * for a secret of its tenant fails.
   */
  Optional<Path> file();

  /** Files of keys that were it before: they still open what is not wrapped anew. */
  Optional<List<Path>> previousFiles();
}
