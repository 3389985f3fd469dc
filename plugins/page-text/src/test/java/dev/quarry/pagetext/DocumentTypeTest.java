package dev.quarry.pagetext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentTypeTest {
  @ParameterizedTest
  @CsvSource({
    "text/html, /x, plain, HTML",
    "application/xhtml+xml, /x.pdf, plain, HTML",
    "text/html, /x, %PDF-1.7, PDF",
    "application/pdf, /x, %PDF-1.7, PDF",
    "application/octet-stream, /x, %PDF-1.7, PDF",
    "text/plain, /README.md, # a, MARKDOWN",
    "text/plain, /x.html, <html>, PLAIN",
    "'', /x.html?y=.pdf, plain, HTML",
    "'', /x.markdown, plain, MARKDOWN",
    "'', /x, <!DOCTYPE html><p>, HTML",
    "'', /x, '  <?xml version=\"1.0\"?> <html>', HTML",
    "'', /x, a < b, PLAIN",
    "application/json, /x, {}, PLAIN",
    "application/rss+xml, /x, <rss>, HTML",
  })
  void typeEndingAndLookDecideInThisOrder(
      String mediaType, String url, String body, DocumentType expected) throws Exception {
    assertThat(
            DocumentType.of(
                body.getBytes(StandardCharsets.UTF_8), mediaType, Optional.empty(), url))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "image/png, /x.png, abc, image/png is not supported",
    "application/zip, /x, PK, application/zip is not supported",
    "'', /x, a\0b, is binary",
    "text/plain, /x, a\0b, is binary",
    "application/pdf, /x, <html>Please log in, does not begin as one",
    "'', /x.pdf, Not found, does not begin as a PDF",
  })
  void refusalsNameWhatCameAndWhatIsAccepted(
      String mediaType, String url, String body, String message) {
    assertThatThrownBy(
            () ->
                PageText.read(
                    body.getBytes(StandardCharsets.UTF_8), mediaType, Optional.empty(), url))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining(message);
  }

  @Test
  void longStretchesOfNothingAreHarmless() throws Exception {
    // Given
    String comments = " <!---->".repeat(100_000);
    String blanks = "a  b\n" + " \n".repeat(100_000) + "c";
    // When, Then
    assertThat(of(comments + "<p>")).isEqualTo(DocumentType.PLAIN); // beyond what is sniffed
    assertThat(of(" <!---->".repeat(500) + "<p>")).isEqualTo(DocumentType.HTML);
    assertThat(of("<!-- never closed")).isEqualTo(DocumentType.PLAIN);
    assertThat(PageText.read(blanks.getBytes(), "", Optional.empty(), "").text()).endsWith("c");
    String pre = "<pre>" + blanks.substring(4) + "</pre>";
    assertThat(PageText.read(pre.getBytes(), "text/html", Optional.empty(), "").text())
        .isEqualTo("c");
  }

  private static DocumentType of(String body) throws UnreadableException {
    return DocumentType.of(body.getBytes(StandardCharsets.UTF_8), "", Optional.empty(), "");
  }

  @Test
  void limitsAreKept() {
    // Given
    var limits = new ReadingLimits(20, 1, 10, Duration.ofSeconds(9));
    // When, Then
    assertThatThrownBy(() -> PageText.read(new byte[21], "", Optional.empty(), "", limits))
        .hasMessage("the document has 21 bytes, at most 20 are read");
    assertThatThrownBy(() -> PageText.read(new byte[0], "", Optional.empty(), "", limits))
        .hasMessage("the document is empty (0 bytes)");
    assertThatThrownBy(
            () -> PageText.read("12345678901".getBytes(), "", Optional.empty(), "", limits))
        .hasMessage("the text has 11 characters, at most 10 are read");
  }
}
