package dev.quarry.api.rest;

import dev.quarry.api.error.ApiException;
import java.util.UUID;

/** Ids in paths. What is no id names nothing, so it is answered like an unknown one. */
final class Ids {
  private Ids() {}

  static UUID job(String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw ApiException.notFound("job", id);
    }
  }
}
