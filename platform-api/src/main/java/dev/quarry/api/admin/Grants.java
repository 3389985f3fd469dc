package dev.quarry.api.admin;

import dev.quarry.api.auth.Requester;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import java.util.Set;
import java.util.TreeSet;

/** Nobody gives, changes or takes what is more than its own. */
final class Grants {
  private Grants() {}

  static void require(Requester by, Set<String> scopes) {
    Set<String> missing = new TreeSet<>(scopes);
    missing.removeAll(by.scopes());
    if (!missing.isEmpty()) {
      throw ApiException.of(
          ErrorCode.FORBIDDEN,
          "This gives or takes %s, which you do not have yourself."
              .formatted(String.join(", ", missing)));
    }
  }
}
