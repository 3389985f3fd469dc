package dev.quarry.api.config;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The installation's key, by which the keys of tenants, and so their secrets, are encrypted. */
@ConfigMapping(prefix = "quarry.kek")
public interface KekConfig {
  /**
   * File with 32 random bytes in base64, readable by this user only. Without it tenants cannot keep
   * secrets.
   */
  Optional<Path> file();

  /** Files of keys that were it before: they still open what is not wrapped anew. */
  Optional<List<Path>> previousFiles();
}
