package dev.quarry.api.auth;

import java.security.Principal;

/**
 * Somebody whose token is good, and who is nobody here.
 *
 * @param subject of the token
 * @param advice what can be done about it
 */
public record Stranger(String subject, String advice) implements Principal {
  @Override
  public String getName() {
    return subject;
  }
}
