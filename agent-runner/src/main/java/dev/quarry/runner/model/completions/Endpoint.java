package dev.quarry.runner.model.completions;

import java.net.URI;

/** One server of a profile, with what was learnt about it. */
final class Endpoint {
  private final URI baseUrl;
  private volatile boolean refusesLogprobs;

  Endpoint(URI baseUrl) {
    this.baseUrl = baseUrl;
  }

  URI completions() {
    return URI.create(baseUrl + "/chat/completions");
  }

  /**
   * @return base URL; it holds no credentials
   */
  String id() {
    return baseUrl.toString();
  }

  /**
   * @return host and port, for messages
   */
  String host() {
    return baseUrl.getRawAuthority();
  }

  boolean refusesLogprobs() {
    return refusesLogprobs;
  }

  void rememberRefusesLogprobs() {
    refusesLogprobs = true;
  }
}
