package dev.quarry.api.auth;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/** A request to know who presents a key. */
public final class ApiKeyRequest extends BaseAuthenticationRequest {
  private final ApiKey key;

  ApiKeyRequest(ApiKey key) {
    this.key = key;
  }

  ApiKey key() {
    return key;
  }
}
