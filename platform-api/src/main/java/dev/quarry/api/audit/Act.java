package dev.quarry.api.audit;

/**
 * Something that is about to be done.
 *
 * @param action as in {@code key.create}
 * @param object what it is done to: an id or a name
 * @param detail what more is worth knowing; never a secret
 */
public record Act(String action, String object, String detail) {
  public static Act of(String action, String object) {
    return new Act(action, object, "");
  }
}
