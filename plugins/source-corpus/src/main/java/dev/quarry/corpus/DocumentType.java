package dev.quarry.corpus;

import java.util.Locale;
import java.util.Optional;

/** Kinds of documents, told apart by the ending of their names. */
enum DocumentType {
  MARKDOWN("text/markdown"),
  HTML("text/html"),
  PDF("application/pdf"),
  PLAIN("text/plain");

  /** For messages. */
  static final String ENDINGS = "txt, rst, adoc, md, markdown, html, htm, xhtml, pdf";

  private final String mediaType;

  DocumentType(String mediaType) {
    this.mediaType = mediaType;
  }

  String mediaType() {
    return mediaType;
  }

  static Optional<DocumentType> of(String fileName) {
    String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (ending) {
      case "md", "markdown" -> Optional.of(MARKDOWN);
      case "html", "htm", "xhtml" -> Optional.of(HTML);
      case "pdf" -> Optional.of(PDF);
      case "txt", "rst", "adoc" -> Optional.of(PLAIN);
      default -> Optional.empty();
    };
  }
}
