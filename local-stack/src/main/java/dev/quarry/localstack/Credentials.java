package dev.quarry.localstack;

import java.util.Objects;

/** A login name and its password; the text form leaves the password out. */
public record Credentials(String user, String password) {
  public Credentials {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
  }

  @Override
  public String toString() {
    return "Credentials[user=" + user + "]";
  }
}
