package dev.quarry.pagetext;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.time.Duration;

/**
 * Ends work on a document that takes too long or is no longer wanted. Some documents are made to
 * take hours – a parser that follows the HTML standard is quadratic in misplaced table content –
 * and the parsers cannot be told to stop, but they read and they report as they go.
 */
final class Patience {
  private final Duration time;
  private final long until;

  Patience(Duration time) {
    this.time = time;
    this.until = System.nanoTime() + time.toNanos();
  }

  /** Thrown through a parser. */
  static final class OverException extends IOException {
    private static final long serialVersionUID = 1L;

    OverException(String message) {
      super(message);
    }
  }

  void check() throws OverException {
    if (Thread.currentThread().isInterrupted()) {
      throw new OverException("reading the document was interrupted");
    }
    if (System.nanoTime() - until > 0) {
      throw new OverException(
          "reading the document takes longer than %d seconds".formatted(time.toSeconds()));
    }
  }

  /**
   * @return the text piece by piece, with a check before each
   */
  Reader reader(String text) {
    return new FilterReader(new StringReader(text)) {
      @Override
      public int read() throws IOException {
        check();
        return super.read();
      }

      @Override
      public int read(char[] into, int from, int length) throws IOException {
        check();
        return super.read(into, from, length);
      }
    };
  }

  /**
   * @return the message of an {@link OverException} that a parser wrapped, or this failure's own
   */
  static UnreadableException unreadable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OverException over) {
        return new UnreadableException(String.valueOf(over.getMessage()));
      }
    }
    return new UnreadableException("the document could not be read: " + failure.getMessage());
  }
}
