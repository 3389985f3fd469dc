package dev.quarry.core.tenancy;

/** A stored secret cannot be opened; the message says why and never what is in it. */
public final class SecretException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SecretException(String message) {
    super(message);
  }
}
