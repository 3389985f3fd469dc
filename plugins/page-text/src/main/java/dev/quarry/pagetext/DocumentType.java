package dev.quarry.pagetext;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The formats that text can be had from. */
enum DocumentType {
  HTML,
  PDF,
  MARKDOWN,
  PLAIN;

  private static final String ACCEPTED = "readable are HTML, PDF, Markdown and plain text";

  /** Where the signature of a PDF may begin; readers tolerate leading garbage of this size. */
  private static final int PDF_SIGNATURE_WINDOW = 1024;

  private static final int SNIFF_WINDOW = 8 * 1024;

  /** Of UTF-8, read byte by byte. */
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  private static final Map<String, DocumentType> BY_ENDING =
      Map.ofEntries(
          Map.entry("html", HTML),
          Map.entry("htm", HTML),
          Map.entry("xhtml", HTML),
          Map.entry("pdf", PDF),
          Map.entry("md", MARKDOWN),
          Map.entry("markdown", MARKDOWN),
          Map.entry("mdx", MARKDOWN),
          Map.entry("txt", PLAIN),
          Map.entry("text", PLAIN),
          Map.entry("csv", PLAIN),
          Map.entry("rst", PLAIN),
          Map.entry("adoc", PLAIN),
          Map.entry("json", PLAIN));

  /** Types that servers send when they do not know better. */
  private static final Set<String> VAGUE =
      Set.of("", "application/octet-stream", "binary/octet-stream", "application/unknown");

  private static final Set<String> TEXTUAL =
      Set.of(
          "application/json",
          "application/ld+json",
          "application/yaml",
          "application/x-yaml",
          "application/toml",
          "application/javascript",
          "application/x-ndjson");

  private static final Set<String> MARKUP =
      Set.of("application/xhtml+xml", "text/html", "application/xml", "text/xml");

  private static final Pattern MARKUP_START =
      Pattern.compile(
          "<(?:!doctype\\s+html|html|head|body|article|main|div|p|h1|title|table|meta)\\b",
          Pattern.CASE_INSENSITIVE);

  /**
   * By signature where there is one, else by media type, else by ending, else by the look of the
   * first bytes.
   */
  static DocumentType of(byte[] body, String mediaType, Optional<Charset> charset, String url)
      throws UnreadableException {
    if (hasPdfSignature(body)) {
      return PDF;
    }
    String type = mediaType.strip().toLowerCase(Locale.ROOT);
    if (MARKUP.contains(type) || type.endsWith("+xml") && !type.startsWith("image/")) {
      return HTML;
    }
    if (type.equals("application/pdf")) {
      throw new UnreadableException(
          "the document is named as PDF but does not begin as one; it may be an error page or cut off");
    }
    if (type.equals("text/markdown") || type.equals("text/x-markdown")) {
      return MARKDOWN;
    }
    if (type.startsWith("text/") || TEXTUAL.contains(type)) {
      refuseBinary(body, charset, type);
      return ending(url).filter(MARKDOWN::equals).orElse(PLAIN);
    }
    if (!VAGUE.contains(type)) {
      throw new UnreadableException("the type %s is not supported; %s".formatted(type, ACCEPTED));
    }
    refuseBinary(body, charset, type.isEmpty() ? "unknown" : type);
    Optional<DocumentType> named = ending(url);
    if (named.isPresent() && named.get() == PDF) {
      throw new UnreadableException(
          "the document ends in .pdf but does not begin as a PDF; it may be an error page or cut off");
    }
    return named.orElseGet(() -> looksLikeMarkup(body) ? HTML : PLAIN);
  }

  private static boolean hasPdfSignature(byte[] body) {
    byte[] mark = {'%', 'P', 'D', 'F', '-'};
    int end = Math.min(body.length, PDF_SIGNATURE_WINDOW) - mark.length;
    for (int at = 0; at <= end; at++) {
      if (java.util.Arrays.equals(body, at, at + mark.length, mark, 0, mark.length)) {
        return at == 0 || !looksLikeMarkup(body);
      }
    }
    return false;
  }

  /** Past white space, comments and an XML declaration. */
  private static boolean looksLikeMarkup(byte[] body) {
    String start =
        new String(body, 0, Math.min(body.length, SNIFF_WINDOW), StandardCharsets.ISO_8859_1);
    int at = start.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
    while (at < start.length()) {
      int after = at;
      if (Character.isWhitespace(start.charAt(at))) {
        after = at + 1;
      } else if (start.startsWith("<!--", at)) {
        after = start.indexOf("-->", at) + "-->".length();
      } else if (start.startsWith("<?xml", at)) {
        after = start.indexOf('>', at) + 1;
      }
      if (after <= at) {
        return MARKUP_START.matcher(start).region(at, start.length()).lookingAt();
      }
      at = after;
    }
    return false;
  }

  private static Optional<DocumentType> ending(String url) {
    String path = url.split("[?#]", 2)[0];
    String name = path.substring(path.lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot < 0
        ? Optional.empty()
        : Optional.ofNullable(BY_ENDING.get(name.substring(dot + 1).toLowerCase(Locale.ROOT)));
  }

  private static void refuseBinary(byte[] body, Optional<Charset> charset, String type)
      throws UnreadableException {
    if (TextDecoder.isWide(body, charset)) {
      return;
    }
    int end = Math.min(body.length, SNIFF_WINDOW);
    int controls = 0;
    for (int at = 0; at < end; at++) {
      int value = body[at] & 0xff;
      if (value == 0) {
        throw binary(type);
      }
      if (value < 0x20
          && value != '\n'
          && value != '\r'
          && value != '\t'
          && value != '\f'
          && value != 0x1b) {
        controls++;
      }
    }
    if (controls * 10 > end) {
      throw binary(type);
    }
  }

  private static UnreadableException binary(String type) {
    return new UnreadableException(
        "the document (type %s) is binary, not text; %s".formatted(type, ACCEPTED));
  }
}
