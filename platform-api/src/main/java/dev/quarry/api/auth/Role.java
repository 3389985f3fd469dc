package dev.quarry.api.auth;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a member, or a key that has a role, may do in a tenant. Each has all of those below it. */
public enum Role {
  /** Reads. */
  VIEWER,
  /** Asks. */
  RESEARCHER,
  /** Administers all but the owners. */
  ADMIN,
  /** Everything. */
  OWNER;

  /**
   * @return its name as it is stored and told, in lower case
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Set<String> scopes() {
    return switch (this) {
      case VIEWER -> Set.of(Scope.JOBS_READ, Scope.CORPORA_READ);
      case RESEARCHER -> with(VIEWER, Scope.JOBS_WRITE, Scope.CORPORA_WRITE);
      case ADMIN ->
          with(
              RESEARCHER,
              Scope.KEYS_ADMIN,
              Scope.MEMBERS_ADMIN,
              Scope.SECRETS_WRITE,
              Scope.AUDIT_READ,
              Scope.PROJECTS_ADMIN,
              Scope.BUDGETS_ADMIN);
      case OWNER -> with(ADMIN, Scope.OWNERS_ADMIN);
    };
  }

  private static Set<String> with(Role below, String... more) {
    Set<String> scopes = new HashSet<>(below.scopes());
    Collections.addAll(scopes, more);
    return Set.copyOf(scopes);
  }

  public static Optional<Role> of(String id) {
    return Arrays.stream(values()).filter(role -> role.id().equals(id)).findFirst();
  }

  /**
   * @return all ids, for a message
   */
  public static String accepted() {
    return Arrays.stream(values()).map(Role::id).collect(Collectors.joining(", "));
  }
}
