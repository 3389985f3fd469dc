package dev.quarry.pagetext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.junit.jupiter.api.Test;

class PdfPageTest {
  private static final Duration TIME = Duration.ofSeconds(30);

  @Test
  void linesBecomeParagraphsWithoutHeadsNumbersAndHyphens() throws Exception {
    // Given
    byte[] pdf =
        pdf(
            List.of(
                List.of(
                    "Annals of the coast 1871",
                    "",
                    "The light on the northern cape was tended by one fam-",
                    "ily for three generations, in a well-known tower that",
                    "had been built of granite by masons from the main-",
                    "1"),
                List.of(
                    "Annals of the coast 1871",
                    "",
                    "land. Their family kept a log of every passing ship.",
                    "2"),
                List.of("Annals of the coast 1871", "", "It is on the mainland now.", "3")));
    // When
    ReadableText read = PageText.read(pdf, "application/pdf", Optional.empty(), "");
    // Then
    assertThat(read.title()).isEqualTo("Coast annals");
    assertThat(read.text())
        .isEqualTo(
            "Annals of the coast 1871\n\nThe light on the northern cape was tended by one family for three generations, in a"
                + " well-known tower that had been built of granite by masons from the mainland."
                + " Their family kept a log of every passing ship.\n\nIt is on the mainland now.");
  }

  @Test
  void encryptedBrokenScannedAndLongOnesSayWhatIsWrong() throws Exception {
    // Given
    byte[] good = pdf(List.of(List.of("one"), List.of("two")));
    byte[] cut = Arrays.copyOf(good, 200);
    // When, Then
    assertUnreadable(encrypted(), "needs a password");
    assertUnreadable(cut, "the PDF is broken: ");
    assertUnreadable(scan(), "run text recognition (OCR)");
    assertUnreadable(pdf(List.of(List.of())), "the PDF holds no text (1 pages)");
    assertThatThrownBy(
            () ->
                PageText.read(
                    good,
                    "application/pdf",
                    Optional.empty(),
                    "",
                    new ReadingLimits(100_000, 1, 1000, TIME)))
        .hasMessage("the PDF has 2 pages, at most 1 are read");
    assertThatThrownBy(
            () ->
                PageText.read(
                    good,
                    "application/pdf",
                    Optional.empty(),
                    "",
                    new ReadingLimits(100_000, 9, 3, TIME)))
        .hasMessageContaining("more than 3 characters");
  }

  @Test
  void impatienceEndsIt() throws Exception {
    // Given
    byte[] pdf = pdf(List.of(List.of("one")));
    // When, Then
    assertThatThrownBy(
            () ->
                PageText.read(
                    pdf,
                    "",
                    Optional.empty(),
                    "",
                    ReadingLimits.DEFAULT.within(Duration.ofNanos(1))))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("takes longer than 0 seconds");
  }

  private static void assertUnreadable(byte[] pdf, String message) {
    assertThatThrownBy(() -> PageText.read(pdf, "application/pdf", Optional.empty(), ""))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining(message);
  }

  private static byte[] pdf(List<List<String>> pages) throws IOException {
    try (var document = new PDDocument()) {
      document.getDocumentInformation().setTitle("Coast  annals");
      var font = new PDType1Font(Standard14Fonts.FontName.HELVETICA);
      for (List<String> lines : pages) {
        var page = new PDPage();
        document.addPage(page);
        try (var content = new PDPageContentStream(document, page)) {
          content.beginText();
          content.setFont(font, 12);
          content.setLeading(14);
          content.newLineAtOffset(72, 700);
          for (String line : lines) {
            content.showText(line);
            content.newLine();
          }
          content.endText();
        }
      }
      return bytes(document);
    }
  }

  private static byte[] encrypted() throws IOException {
    try (var document = new PDDocument()) {
      document.addPage(new PDPage());
      var policy = new StandardProtectionPolicy("owner", "user", new AccessPermission());
      policy.setEncryptionKeyLength(128);
      document.protect(policy);
      return bytes(document);
    }
  }

  private static byte[] scan() throws IOException {
    try (var document = new PDDocument()) {
      var page = new PDPage();
      document.addPage(page);
      try (var content = new PDPageContentStream(document, page)) {
        var picture =
            LosslessFactory.createFromImage(
                document, new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY));
        content.drawImage(picture, 0, 0, 600, 800);
      }
      return bytes(document);
    }
  }

  private static byte[] bytes(PDDocument document) throws IOException {
    var out = new ByteArrayOutputStream();
    document.save(out);
    return out.toByteArray();
  }
}
