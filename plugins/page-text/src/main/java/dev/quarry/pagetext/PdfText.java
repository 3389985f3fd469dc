package dev.quarry.pagetext;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/** PDF: the text in the order in which it was written to the file. */
final class PdfText {
  /** Titles that programs write by themselves: file names and place holders. */
  private static final Pattern MACHINE_TITLE =
      Pattern.compile(
          "(?i)untitled.*|microsoft (?:word|powerpoint|excel).*|.*\\.(?:docx?|tex|dvi|pdf|indd|pptx?|xlsx?|rtf|odt)");

  /** How many pages are looked at for pictures where there is no text. */
  private static final int PAGES_LOOKED_AT = 20;

  private PdfText() {}

  static ReadableText read(byte[] body, ReadingLimits limits) throws UnreadableException {
    try (PDDocument document = Loader.loadPDF(body)) {
      return read(document, limits);
    } catch (InvalidPasswordException locked) {
      throw new UnreadableException(
          "the PDF is encrypted and needs a password; save it without one to have it read");
    } catch (Patience.OverException over) {
      throw Patience.unreadable(over);
    } catch (TooLongException tooLong) {
      throw new UnreadableException(
          "the PDF holds more than %d characters of text, which is the limit"
              .formatted(limits.maxCharacters()));
    } catch (IOException | RuntimeException | StackOverflowError broken) {
      // The library answers broken files with whatever its parser ran into.
      throw new UnreadableException("the PDF is broken: " + reason(broken));
    }
  }

  private static String reason(Throwable broken) {
    String message = broken.getMessage();
    return message == null || broken instanceof StackOverflowError
        ? broken.getClass().getSimpleName().toLowerCase(Locale.ROOT)
        : message.replaceAll("\\s+", " ");
  }

  private static ReadableText read(PDDocument document, ReadingLimits limits)
      throws IOException, UnreadableException {
    int pages = document.getNumberOfPages();
    if (pages > limits.maxPages()) {
      throw new UnreadableException(
          "the PDF has %d pages, at most %d are read".formatted(pages, limits.maxPages()));
    }
    var patience = new Patience(limits.maxTime());
    var stripper =
        new PDFTextStripper() {
          @Override
          protected void processOperator(Operator operator, List<COSBase> operands)
              throws IOException {
            patience.check();
            super.processOperator(operator, operands);
          }
        };
    stripper.setSuppressDuplicateOverlappingText(true);
    stripper.setLineSeparator("\n");
    stripper.setParagraphStart(PdfLines.PARAGRAPH_MARK);
    stripper.setPageEnd(PdfLines.PAGE_MARK);
    var raw = new CappedWriter(limits.maxCharacters());
    stripper.writeText(document, raw);
    String text = PdfLines.text(raw.text());
    if (text.isBlank()) {
      throw new UnreadableException(
          hasPictures(document)
              ? "the PDF holds pictures of pages, no text; run text recognition (OCR) on it first"
              : "the PDF holds no text (%d pages)".formatted(pages));
    }
    return new ReadableText(title(document), text);
  }

  private static String title(PDDocument document) {
    String named = document.getDocumentInformation().getTitle();
    if (named == null || MACHINE_TITLE.matcher(named.strip()).matches()) {
      return "";
    }
    var line = new BlockWriter();
    line.text(named);
    return line.take();
  }

  private static boolean hasPictures(PDDocument document) {
    int looked = 0;
    for (PDPage page : document.getPages()) {
      if (page.getResources() != null) {
        for (COSName name : page.getResources().getXObjectNames()) {
          if (page.getResources().isImageXObject(name)) {
            return true;
          }
        }
      }
      if (++looked == PAGES_LOOKED_AT) {
        break;
      }
    }
    return false;
  }

  private static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Stops the extraction when there is more text than wanted. */
  private static final class CappedWriter extends Writer {
    private final StringWriter kept = new StringWriter();
    private final int cap;

    CappedWriter(int cap) {
      this.cap = cap;
    }

    @Override
    public void write(char[] chars, int from, int length) throws IOException {
      if (kept.getBuffer().length() + length > cap) {
        throw new TooLongException();
      }
      kept.write(chars, from, length);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    String text() {
      return kept.toString();
    }
  }
}
