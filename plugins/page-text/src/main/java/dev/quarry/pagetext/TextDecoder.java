package dev.quarry.pagetext;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From bytes to characters. Servers and pages often name a charset that the bytes disprove, so: a
 * byte order mark wins; then bytes that are UTF-8 beyond ASCII are UTF-8 whatever anybody says;
 * then what the transport named; then what the page names; then windows-1252, which maps every
 * byte.
 */
final class TextDecoder {
  private static final Charset LAST_RESORT = Charset.forName("windows-1252");

  /**
   * The WHATWG HTML standard looks for the declaration in the first 1024 bytes; pages are laxer.
   */
  private static final int DECLARATION_WINDOW = 4096;

  private static final Pattern DECLARATION =
      Pattern.compile("(?:charset|encoding)\\s*=\\s*[\"']?\\s*([A-Za-z0-9_:.-]{2,40})");

  private TextDecoder() {}

  static String plain(byte[] body, Optional<Charset> named) {
    return decode(body, named, Optional.empty());
  }

  static String html(byte[] body, Optional<Charset> named) {
    return decode(body, named, declared(body));
  }

  /**
   * @return whether zero bytes are part of the text: UTF-16 and UTF-32
   */
  static boolean isWide(byte[] body, Optional<Charset> named) {
    return byteOrderMark(body)
        .map(Mark::charset)
        .or(() -> named)
        .filter(TextDecoder::isWide)
        .isPresent();
  }

  private static boolean isWide(Charset charset) {
    return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32");
  }

  private static String decode(byte[] body, Optional<Charset> named, Optional<Charset> declared) {
    Optional<Mark> mark = byteOrderMark(body);
    if (mark.isPresent()) {
      int length = mark.get().length();
      return new String(body, length, body.length - length, mark.get().charset());
    }
    if (named.filter(TextDecoder::isWide).isPresent()) {
      return new String(body, named.get());
    }
    boolean ascii = isAscii(body);
    if (!ascii) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      } catch (CharacterCodingException notUtf8) {
        // one of the others, below
      }
    }
    Optional<Charset> said = named.or(() -> declared).filter(c -> !isWide(c));
    if (said.isPresent() && (ascii || !said.get().equals(StandardCharsets.UTF_8))) {
      return new String(body, said.get());
    }
    // What is named as UTF-8 and has a few broken bytes stays UTF-8.
    return new String(body, said.isPresent() ? StandardCharsets.UTF_8 : LAST_RESORT);
  }

  private static boolean isAscii(byte[] body) {
    for (byte b : body) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Charset> declared(byte[] body) {
    String start =
        new String(body, 0, Math.min(body.length, DECLARATION_WINDOW), StandardCharsets.ISO_8859_1);
    Matcher found = DECLARATION.matcher(start);
    while (found.find()) {
      try {
        return Optional.of(Charset.forName(found.group(1)));
      } catch (IllegalArgumentException unknown) {
        // the next declaration may be better
      }
    }
    return Optional.empty();
  }

  private record Mark(Charset charset, int length) {}

  private static Optional<Mark> byteOrderMark(byte[] body) {
    if (starts(body, 0xef, 0xbb, 0xbf)) {
      return Optional.of(new Mark(StandardCharsets.UTF_8, 3));
    }
    if (starts(body, 0xff, 0xfe, 0, 0)) {
      return Optional.of(new Mark(Charset.forName("UTF-32LE"), 4));
    }
    if (starts(body, 0, 0, 0xfe, 0xff)) {
      return Optional.of(new Mark(Charset.forName("UTF-32BE"), 4));
    }
    if (starts(body, 0xff, 0xfe)) {
      return Optional.of(new Mark(StandardCharsets.UTF_16LE, 2));
    }
    if (starts(body, 0xfe, 0xff)) {
      return Optional.of(new Mark(StandardCharsets.UTF_16BE, 2));
    }
    return Optional.empty();
  }

  private static boolean starts(byte[] body, int... bytes) {
    if (body.length < bytes.length) {
      return false;
    }
    for (int at = 0; at < bytes.length; at++) {
      if ((body[at] & 0xff) != bytes[at]) {
        return false;
      }
    }
    return true;
  }
}
