package dev.quarry.api.auth;

import java.util.List;

/** What a key may allow. The names stand in annotations, hence constants. */
public final class Scope {
  public static final String JOBS_READ = "jobs:read";

  /** Creating, controlling and deleting. */
  public static final String JOBS_WRITE = "jobs:write";

  public static final String CORPORA_READ = "corpora:read";
  public static final String CORPORA_WRITE = "corpora:write";

  /** Making, listing and revoking API keys. */
  public static final String KEYS_ADMIN = "keys:admin";

  public static final String MEMBERS_ADMIN = "members:admin";

  /** Setting, removing and listing secrets; no scope shows their values. */
  public static final String SECRETS_WRITE = "secrets:write";

  public static final String AUDIT_READ = "audit:read";

  /** Making, changing and archiving projects. */
  public static final String PROJECTS_ADMIN = "projects:admin";

  /** Setting budgets of the tenant and its projects. */
  public static final String BUDGETS_ADMIN = "budgets:admin";

  /** Giving and taking the role of an owner. */
  public static final String OWNERS_ADMIN = "owners:admin";

  /** Asking who one is: everybody who is known has it, and no key names it. */
  public static final String SELF = "self";

  /** Administration of the installation; no tenant's key can have it. */
  public static final String OPERATOR = "platform:operator";

  private static final List<String> ALL =
      List.of(
          JOBS_READ,
          JOBS_WRITE,
          CORPORA_READ,
          CORPORA_WRITE,
          KEYS_ADMIN,
          MEMBERS_ADMIN,
          SECRETS_WRITE,
          AUDIT_READ,
          PROJECTS_ADMIN,
          BUDGETS_ADMIN,
          OWNERS_ADMIN);

  private Scope() {}

  /**
   * @return all that a tenant's key can have
   */
  public static List<String> all() {
    return ALL;
  }
}
