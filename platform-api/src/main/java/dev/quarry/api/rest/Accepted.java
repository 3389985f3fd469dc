package dev.quarry.api.rest;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** Which of two representations a client wants. */
final class Accepted {
  private Accepted() {}

  /**
   * @param type that is given only when it is asked for
   * @param standard that is given otherwise
   * @return whether the client's list has a match for the type before one for the standard
   */
  static boolean prefers(HttpHeaders headers, String type, String standard) {
    MediaType wanted = MediaType.valueOf(type);
    MediaType otherwise = MediaType.valueOf(standard);
    for (MediaType acceptable : headers.getAcceptableMediaTypes()) {
      if (otherwise.isCompatible(acceptable)) {
        return false;
      }
      if (wanted.isCompatible(acceptable)) {
        return true;
      }
    }
    return false;
  }
}
