package dev.quarry.runner.model.completions;

import dev.quarry.runner.model.ModelFailureCode;
import java.net.http.HttpHeaders;

/** What one exchange with a server came to. */
sealed interface HttpAnswer {
  /** A whole answer of any status. The body is never compared nor changed. */
  @SuppressWarnings("ArrayRecordComponent")
  record Whole(int status, HttpHeaders headers, byte[] body) implements HttpAnswer {}

  /**
   * None, or not all of it.
   *
   * @param what happened, in words, without the server's name
   */
  record Broken(ModelFailureCode code, String what) implements HttpAnswer {}
}
