package dev.quarry.sdk;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request to send.
 *
 * @param method {@code GET}, {@code POST} or {@code HEAD}
 * @param uri absolute
 * @param headers sent as they are
 * @param body as UTF-8
 * @param timeout for the whole exchange; capped by the host and by the call's deadline
 */
public record HttpCall(
    String method, URI uri, Map<String, String> headers, Optional<String> body, Duration timeout) {
  public HttpCall {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(uri, "uri");
    headers = Map.copyOf(headers);
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(timeout, "timeout");
  }

  public static HttpCall get(URI uri, Duration timeout) {
    return new HttpCall("GET", uri, Map.of(), Optional.empty(), timeout);
  }

  public static HttpCall postJson(
      URI uri, Map<String, String> headers, String json, Duration timeout) {
    var all = new java.util.HashMap<>(headers);
    all.putIfAbsent("Content-Type", "application/json");
    return new HttpCall("POST", uri, all, Optional.of(json), timeout);
  }
}
