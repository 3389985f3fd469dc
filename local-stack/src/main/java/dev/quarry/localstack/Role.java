package dev.quarry.localstack;

import java.util.Locale;

/** A login role of the database: who may do what is granted by the migrations, not here. */
public enum Role {
  /** Owns the database and everything the migrations create. */
  OWNER,
  /** The role of platform-api. */
  API,
  /** The role of agent-runner. */
  RUNNER,
  /** Appends steps, nothing else. */
  JOURNAL,
  /** Claims rollouts across tenants. */
  SCHEDULER;

  /** The name that PostgreSQL knows the role by, for instance {@code quarry_api}. */
  public String login() {
    return "quarry_" + key();
  }

  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
