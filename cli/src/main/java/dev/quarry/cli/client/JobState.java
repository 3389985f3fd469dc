package dev.quarry.cli.client;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Where a job is. */
public enum JobState {
  QUEUED,
  RUNNING,
  WAITING_INPUT,
  PAUSED,
  SUCCEEDED,
  PARTIAL,
  FAILED,
  CANCELLED,
  /** One that this version does not know; it is taken for one that goes on. */
  UNKNOWN;

  static JobState of(String name) {
    return Arrays.stream(values()).filter(s -> s.name().equals(name)).findFirst().orElse(UNKNOWN);
  }

  /** Whether nothing follows. */
  public boolean ended() {
    return switch (this) {
      case SUCCEEDED, PARTIAL, FAILED, CANCELLED -> true;
      case QUEUED, RUNNING, WAITING_INPUT, PAUSED, UNKNOWN -> false;
    };
  }

  /** Those that can be asked for. */
  public static String accepted() {
    return Arrays.stream(values())
        .filter(s -> s != UNKNOWN)
        .map(Enum::name)
        .collect(Collectors.joining(", "));
  }
}
