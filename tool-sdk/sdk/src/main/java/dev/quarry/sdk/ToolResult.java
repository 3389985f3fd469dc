package dev.quarry.sdk;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a tool call came to. */
public sealed interface ToolResult {

  /**
   * @param content shown to the model as it is, capped by the host
   * @param sources the pages that the content was taken from, whole; citations are checked against
   *     their text. Empty where nothing was read.
   */
  record Success(String content, List<Source> sources) implements ToolResult {
    public Success {
      Objects.requireNonNull(content, "content");
      sources = List.copyOf(sources);
    }
  }

  /**
   * @param code what kind of failure
   * @param message shown to the model: what went wrong and what could be done
   * @param retryAfter how long to wait before the host tries the call again; empty leaves it to the
   *     host
   */
  record Failure(FailureCode code, String message, Optional<Duration> retryAfter)
      implements ToolResult {
    public Failure {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(retryAfter, "retryAfter");
    }
  }

  static ToolResult success(String content, List<Source> sources) {
    return new Success(content, sources);
  }

  static ToolResult success(String content) {
    return new Success(content, List.of());
  }

  static ToolResult failure(FailureCode code, String message) {
    return new Failure(code, message, Optional.empty());
  }
}
