package dev.quarry.core.trajectory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A page as a tool read it, on its way into the store together with the step that names it.
 *
 * @param jobId whose page it is
 * @param source what the step keeps of it
 * @param text the whole, as it is stored
 */
public record PageText(UUID jobId, SourceRef source, String text) {
  /**
   * The same with the hash of its text, which PostgreSQL can store: without NUL, and without halves
   * of characters, which UTF-8 has no place for.
   */
  public static PageText of(UUID jobId, String url, String title, String text) {
    String whole = storable(text);
    return new PageText(
        jobId, new SourceRef(storable(url), storable(title), sha256(whole), whole.length()), whole);
  }

  private static String storable(String text) {
    String whole = text.replace("\0", "");
    return StandardCharsets.UTF_8.newEncoder().canEncode(whole)
        ? whole
        : new String(whole.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
