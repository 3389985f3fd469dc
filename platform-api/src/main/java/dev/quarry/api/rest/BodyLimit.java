package dev.quarry.api.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.error.Problem;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Refuses a body that says it is too long before any of it is read, as a problem document. The
 * server's own limit, a little above, stops bodies that do not say how long they are.
 */
@Singleton
public final class BodyLimit {
  /** Before the server's own limit, which closes the connection without a word. */
  private static final int BEFORE_ALL = 1000;

  private final int maxBytes;
  private final String problem;

  BodyLimit(ApiConfig config, ObjectMapper json) throws JsonProcessingException {
    this.maxBytes = config.requests().bodyBytes();
    this.problem =
        json.writeValueAsString(
            Problem.of(ErrorCode.BODY_TOO_LARGE, JsonBody.tooLarge(maxBytes).detail()));
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_ALL);
  }

  private void check(RoutingContext context) {
    if (length(context) <= maxBytes) {
      context.next();
      return;
    }
    context
        .response()
        .setStatusCode(ErrorCode.BODY_TOO_LARGE.status())
        .putHeader(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
        .putHeader(HttpHeaderNames.CONNECTION, "close")
        .end(problem);
  }

  private static long length(RoutingContext context) {
    String header = context.request().getHeader(HttpHeaderNames.CONTENT_LENGTH);
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
