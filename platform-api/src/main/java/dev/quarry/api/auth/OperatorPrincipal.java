package dev.quarry.api.auth;

import java.security.Principal;

/** The platform's operator, who is of no tenant. */
public record OperatorPrincipal(Actor actor) implements Principal {
  @Override
  public String getName() {
    return actor.reference();
  }
}
