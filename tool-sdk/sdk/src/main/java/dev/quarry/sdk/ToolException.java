package dev.quarry.sdk;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure on its way out of a source or of the host's HTTP client. Tools may let it pass: the
 * host turns it into a {@link ToolResult.Failure}.
 */
public final class ToolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;
  private final transient Optional<Duration> retryAfter;

  public ToolException(FailureCode code, String message) {
    this(code, message, Optional.empty(), null);
  }

  public ToolException(FailureCode code, String message, @Nullable Throwable cause) {
    this(code, message, Optional.empty(), cause);
  }

  public ToolException(
      FailureCode code, String message, Optional<Duration> retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  public FailureCode code() {
    return code;
  }

  /**
   * @return the same as a result
   */
  public ToolResult.Failure toFailure() {
    return new ToolResult.Failure(code, String.valueOf(getMessage()), retryAfter);
  }
}
