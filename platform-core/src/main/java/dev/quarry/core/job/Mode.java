package dev.quarry.core.job;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A research paradigm. */
public enum Mode {
  /** Reasoning and acting over the whole history (tech report arXiv 2510.24701). */
  REACT("react"),
  /** A workspace rebuilt each round from the last report (arXiv 2511.07327). */
  ITER_RESEARCH("iter-research");

  private final String id;

  Mode(String id) {
    this.id = id;
  }

  /**
   * @return as it is written in requests and tables
   */
  public String id() {
    return id;
  }

  public static Optional<Mode> of(String id) {
    return Arrays.stream(values()).filter(m -> m.id.equals(id)).findFirst();
  }

  /**
   * @return all ids, for error messages
   */
  public static String accepted() {
    return Arrays.stream(values()).map(Mode::id).collect(Collectors.joining(", "));
  }
}
