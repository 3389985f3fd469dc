package dev.quarry.api.rest;

import dev.quarry.api.error.ApiException;
import java.util.UUID;

/** Ids in paths. What is no id names nothing, so it is answered like an unknown one. */
final class Ids {
  private Ids() {}

  static UUID job(String id) {
    return of("job", id);
  }

  static UUID member(String id) {
    return of("member", id);
  }

  private static UUID of(String kind, String id) {
    try {
      return UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw ApiException.notFound(kind, id);
    }
  }
}
