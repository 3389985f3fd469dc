package dev.quarry.api.auth;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** A request to know who presents a key. */
public final class ApiKeyRequest extends BaseAuthenticationRequest {
  private final ApiKey key;
  private final String peer;

  /**
   * @param peer address that the key comes from
   */
  ApiKeyRequest(ApiKey key, String peer) {
    this.key = key;
    this.peer = peer;
  }

  ApiKey key() {
    return key;
  }

  String peer() {
    return peer;
  }
}
