package dev.quarry.runner.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/** The credential of a provider. It can be sent and compared, but never printed. */
public final class ApiKey {
  private final String value;

  private ApiKey(String value) {
    this.value = value;
  }

  /**
   * @param value as the provider issued it
   * @throws IllegalArgumentException when it is blank or cannot stand in a header; the message does
   *     not repeat it
   */
  public static ApiKey of(String value) {
    String key = value.strip();
    if (key.isEmpty() || key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new IllegalArgumentException(
          "a model key must be printable ASCII without spaces, and not empty");
    }
    return new ApiKey(key);
  }

  /**
   * @return the value of the {@code Authorization} header
   */
  public String bearer() {
    return "Bearer " + value;
  }

  /** Lets the key go into a hash. */
  void addTo(MessageDigest digest) {
    digest.update(value.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * @return the text with every occurrence of the key blotted out
   */
  public String redact(String text) {
    return text.replace(value, "[key]");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ApiKey key && key.value.equals(value);
  }

  @Override
  public int hashCode() {
    return Objects.hash(value);
  }

  @Override
  public String toString() {
    return "[key]";
  }
}
