package dev.quarry.api.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The form of the log. */
@ConfigMapping(prefix = "quarry.log")
public interface LogConfig {
  /** {@code text} for people, {@code json} for machines: one object a line. */
  @WithDefault("text")
  Format format();

  /** Forms of a log line. */
  enum Format {
    TEXT,
    JSON
  }
}
