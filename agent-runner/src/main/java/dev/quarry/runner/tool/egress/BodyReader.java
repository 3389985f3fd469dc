package dev.quarry.runner.tool.egress;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/** Reads and decompresses a body, and stops at the caps while reading, not afterwards. */
final class BodyReader {
  /** What is asked for in {@code Accept-Encoding}. */
  static final String ENCODINGS = "gzip, deflate";

  /** Below this the ratio says nothing: short texts of one letter compress as well. */
  private static final int RATIO_FROM_BYTES = 64 * 1024;

  private final EgressCaps caps;

  BodyReader(EgressCaps caps) {
    this.caps = caps;
  }

  /**
   * @param encoding value of {@code Content-Encoding}, empty for none
   * @throws ToolException {@link FailureCode#TOO_LARGE}, {@link FailureCode#UNREADABLE}
   */
  byte[] read(InputStream raw, String encoding) throws IOException {
    Counting counting = new Counting(raw);
    try (InputStream in = decoded(counting, encoding.strip().toLowerCase(Locale.ROOT))) {
      var out = new ByteArrayOutputStream();
      byte[] buffer = new byte[16 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        if (out.size() > caps.bodyBytes()) {
          throw tooLarge(caps.bodyBytes());
        }
        if (out.size() > RATIO_FROM_BYTES && out.size() > counting.bytes * caps.ratio()) {
          throw new ToolException(
              FailureCode.TOO_LARGE,
              "The answer unpacks to more than %d times its size; it was not read."
                  .formatted(caps.ratio()));
        }
      }
      return out.toByteArray();
    } catch (ZipException broken) {
      throw new ToolException(
          FailureCode.UNREADABLE, "The answer's compression is broken: " + broken.getMessage());
    }
  }

  static ToolException tooLarge(long bytes) {
    return new ToolException(
        FailureCode.TOO_LARGE,
        "The answer has more than %,d bytes, which is the most accepted.".formatted(bytes));
  }

  private static InputStream decoded(InputStream in, String encoding) throws IOException {
    return switch (encoding) {
      case "", "identity" -> in;
      case "gzip", "x-gzip" -> orEmpty(in, true);
      case "deflate" -> orEmpty(in, false);
      default ->
          throw new ToolException(
              FailureCode.UNREADABLE,
              "The answer's compression is \"%s\"; accepted are %s."
                  .formatted(encoding, ENCODINGS));
    };
  }

  /** An empty body is sent with a Content-Encoding by many servers. */
  private static InputStream orEmpty(InputStream in, boolean gzip) throws IOException {
    PushbackInputStream peeked = new PushbackInputStream(in, 1);
    int first = peeked.read();
    if (first < 0) {
      return peeked;
    }
    peeked.unread(first);
    if (gzip) {
      return new GZIPInputStream(peeked);
    }
    // "deflate" should be zlib (RFC 9110, 8.4.1.2), whose first byte is 0x78 in practice.
    return new InflaterInputStream(peeked, new Inflater(first != 0x78));
  }

  private static final class Counting extends FilterInputStream {
    private long bytes;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      bytes += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int n = super.read(target, offset, length);
      bytes += Math.max(0, n);
      return n;
    }
  }
}
