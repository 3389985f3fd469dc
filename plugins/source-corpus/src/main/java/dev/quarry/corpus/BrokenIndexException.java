package dev.quarry.corpus;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;

/** An index whose files cannot be made sense of. Cured by building it anew. */
final class BrokenIndexException extends Exception {
  private static final long serialVersionUID = 1L;

  private BrokenIndexException(Exception cause) {
    super("the index is broken: " + cause, cause);
  }

  /** Work on an index. */
  @FunctionalInterface
  interface IndexWork<T> {
    T run() throws IOException;
  }

  /**
   * @throws BrokenIndexException when what the index' files hold made the work fail
   * @throws IOException any other failure
   */
  static <T> T check(IndexWork<T> work) throws BrokenIndexException, IOException {
    try {
      return work.run();
    } catch (IOException e) {
      throw sorted(e);
    } catch (RuntimeException e) {
      throw sorted(e);
    }
  }

  /**
   * @return the failure itself when it is no sign of a broken index
   */
  static IOException sorted(IOException e) throws BrokenIndexException {
    if (e instanceof CorruptIndexException
        || e instanceof IndexFormatTooOldException
        || e instanceof IndexFormatTooNewException
        || e instanceof EOFException
        || e instanceof FileNotFoundException
        || e instanceof NoSuchFileException) {
      throw new BrokenIndexException(e);
    }
    return e;
  }

  /**
   * @return the failure itself when it is no sign of a broken index
   */
  static RuntimeException sorted(RuntimeException e) throws BrokenIndexException {
    boolean unknownCodec =
        e instanceof IllegalArgumentException
            && String.valueOf(e.getMessage()).contains("SPI class");
    boolean filesOfAnotherIndex = e instanceof IllegalStateException;
    if (unknownCodec || filesOfAnotherIndex) {
      throw new BrokenIndexException(e);
    }
    return e;
  }
}
