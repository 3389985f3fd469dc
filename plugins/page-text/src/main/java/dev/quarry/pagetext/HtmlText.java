package dev.quarry.pagetext;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/** HTML: the main content of a page without what goes around it. */
final class HtmlText {
  /** Shorter results are suspect: then all visible text is read and taken if it is more. */
  private static final int SUSPECT = 150;

  private static final int MAX_TITLE = 500;

  private HtmlText() {}

  static ReadableText read(String html, Patience patience) throws UnreadableException {
    Document page = parse(html, patience);
    Element body = page.body();
    String text = text(page, MainContent.of(body));
    if (text.length() < SUSPECT) {
      String all = text(page, MainContent.everything(body));
      text = all.length() > text.length() * 2 ? all : text;
    }
    if (text.isBlank()) {
      throw new UnreadableException(
          "the page holds no readable text; it may fill itself by JavaScript, which is not run");
    }
    return new ReadableText(title(page), text);
  }

  private static Document parse(String html, Patience patience) throws UnreadableException {
    try (var reader = patience.reader(html)) {
      return Parser.htmlParser().parseInput(reader, "");
    } catch (IOException | UncheckedIOException stopped) {
      throw Patience.unreadable(stopped);
    }
  }

  /** Adds a piece of HTML that stands in another document. */
  static void append(String html, BlockWriter writer) {
    writer.end();
    HtmlBlocks.write(MainContent.everything(Jsoup.parseBodyFragment(html).body()), writer);
  }

  private static String text(Document page, MainContent content) {
    var writer = new BlockWriter();
    Element heading = page.selectFirst("h1");
    if (heading != null && content.leftOut(heading)) {
      writer.text(heading.text());
      writer.end();
    }
    HtmlBlocks.write(content, writer);
    return writer.text();
  }

  private static String title(Document page) {
    String named = page.title();
    if (named.isBlank()) {
      Element property = page.selectFirst("meta[property=og:title]");
      named = property == null ? "" : property.attr("content");
    }
    if (named.isBlank()) {
      Element heading = page.selectFirst("h1");
      named = heading == null ? "" : heading.text();
    }
    var line = new BlockWriter();
    line.text(named.length() > MAX_TITLE ? named.substring(0, MAX_TITLE) : named);
    return line.take();
  }
}
