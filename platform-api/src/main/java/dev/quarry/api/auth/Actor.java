package dev.quarry.api.auth;

import java.util.Locale;

/**
 * Who does something.
 *
 * @param id of the key or the member
 * @param name as people know it
 */
public record Actor(Kind kind, String id, String name) {
  /** What it is that acts. */
  public enum Kind {
    KEY,
    MEMBER,
    OPERATOR;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @return kind and id, as in {@code key:Ab12Cd34}
   */
  public String reference() {
    return kind.id() + ":" + id;
  }
}
