package dev.quarry.corpus;

import dev.quarry.pagetext.PageText;
import dev.quarry.pagetext.ReadableText;
import dev.quarry.pagetext.ReadingLimits;
import dev.quarry.pagetext.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Reads one file into passages. */
final class DocumentReader {
  private final CorpusSettings settings;
  private final ReadingLimits limits;

  DocumentReader(CorpusSettings settings) {
    this.settings = settings;
    this.limits =
        new ReadingLimits(
            settings.maxFileBytes(),
            ReadingLimits.DEFAULT_MAX_PAGES,
            Integer.MAX_VALUE,
            ReadingLimits.DEFAULT_MAX_TIME);
  }

  /**
   * @param knownHash of the file when it was last read; empty for a new one
   */
  Reading read(FolderWalk.Found found, String knownHash) {
    byte[] body;
    try (InputStream in = Files.newInputStream(found.file())) {
      body = in.readNBytes(settings.maxFileBytes());
    } catch (IOException e) {
      return new Reading.Inaccessible("cannot be read: " + e.getClass().getSimpleName());
    }
    String hash = sha256(body);
    return hash.equals(knownHash) ? new Reading.Same() : read(found.path(), body, hash);
  }

  private Reading read(String path, byte[] body, String hash) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String mediaType = DocumentType.of(name).map(DocumentType::mediaType).orElse("");
    try {
      ReadableText readable = PageText.read(body, mediaType, Optional.empty(), name, limits);
      String text = readable.text().strip();
      if (text.isEmpty()) {
        return new Reading.Unreadable(hash, "holds no text");
      }
      String kept = kept(text);
      return new Reading.Readable(
          hash,
          readable.title().isBlank() ? Titles.of(kept, name) : readable.title().strip(),
          kept,
          kept.length() < text.length(),
          Passages.of(kept, settings.passageChars()));
    } catch (UnreadableException e) {
      return new Reading.Unreadable(hash, String.valueOf(e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) { // a parser that met what it cannot parse
      return new Reading.Unreadable(hash, "cannot be parsed: " + e.getClass().getSimpleName());
    }
  }

  private String kept(String text) {
    int limit = settings.maxTextChars();
    if (text.length() <= limit) {
      return text;
    }
    return text.substring(0, Character.isLowSurrogate(text.charAt(limit)) ? limit - 1 : limit)
        .stripTrailing();
  }

  private static String sha256(byte[] body) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
