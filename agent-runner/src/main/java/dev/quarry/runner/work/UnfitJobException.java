package dev.quarry.runner.work;

/** A job asks for something that is not there. */
final class UnfitJobException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String code;

  UnfitJobException(String code, String message) {
    super(message);
    this.code = code;
  }

  String code() {
    return code;
  }
}
