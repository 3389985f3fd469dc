package dev.quarry.pagetext;

/** A document that no text can be had from. The message says why in words for a person. */
public final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableException(String message) {
    super(message);
  }
}
