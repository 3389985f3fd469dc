package dev.quarry.pagetext;

import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Block;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.ListBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** Markdown (CommonMark with tables): the words without the marks, links as their text. */
final class MarkdownText {
  /** Deeper nesting than any person writes; the parser takes what is beyond it as text. */
  private static final int MAX_NESTING = 100;

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create()))
          .maxOpenBlockParsers(MAX_NESTING)
          .maxInlineNesting(MAX_NESTING)
          .build();

  /** A block of settings before the text, as site generators use it. */
  private static final Pattern FRONT_MATTER =
      Pattern.compile(
          "\\A---[ \\t]*\\R(.{0,10000}?)\\R(?:---|\\.\\.\\.)[ \\t]*(?:\\R|\\z)", Pattern.DOTALL);

  private static final Pattern FRONT_TITLE =
      Pattern.compile("(?m)^title:[ \\t]*[\"']?(.+?)[\"']?[ \\t]*$");

  private final BlockWriter writer = new BlockWriter();
  private final List<String> cells = new ArrayList<>();
  private final Map<Node, Integer> numbers = new IdentityHashMap<>();
  private Optional<String> firstHeading = Optional.empty();

  private MarkdownText() {}

  static ReadableText read(String raw, Patience patience) throws UnreadableException {
    String body = raw;
    Optional<String> title = Optional.empty();
    Matcher front = FRONT_MATTER.matcher(raw);
    if (front.find()) {
      Matcher named = FRONT_TITLE.matcher(front.group(1));
      title = named.find() ? Optional.of(oneLine(named.group(1))) : title;
      body = raw.substring(front.end());
    }
    var reader = new MarkdownText();
    try (var lines = patience.reader(body)) {
      reader.walk(PARSER.parseReader(lines));
      patience.check();
    } catch (IOException stopped) {
      throw Patience.unreadable(stopped);
    }
    String text = reader.writer.text();
    if (text.isBlank()) {
      throw new UnreadableException("the Markdown document holds no text");
    }
    return new ReadableText(title.or(() -> reader.firstHeading).orElse(""), text);
  }

  private static String oneLine(String text) {
    var line = new BlockWriter();
    line.text(text);
    return line.take();
  }

  /** Without recursion: a tree may be deep. */
  private void walk(Node root) {
    Node node = root;
    while (true) {
      Node next = enter(node) ? node.getFirstChild() : null;
      while (next == null) {
        leave(node);
        if (node == root) {
          return;
        }
        next = node.getNext();
        if (next == null) {
          node = node.getParent();
        }
      }
      node = next;
    }
  }

  /**
   * @return whether to go on into its children
   */
  private boolean enter(Node node) {
    switch (node) {
      case Text words -> writer.text(words.getLiteral());
      case Code code -> writer.text(code.getLiteral());
      case SoftLineBreak _ -> writer.gap();
      case HardLineBreak _ -> writer.breakLine();
      case ListItem item -> writer.item(marker(item));
      case FencedCodeBlock code -> writer.preformatted(code.getLiteral());
      case IndentedCodeBlock code -> writer.preformatted(code.getLiteral());
      case HtmlBlock html -> HtmlText.append(html.getLiteral(), writer);
      case HtmlInline tag -> {
        if (tag.getLiteral().toLowerCase(Locale.ROOT).startsWith("<br")) {
          writer.breakLine();
        }
      }
      case TableRow _, TableCell _ -> {
        // their words are collected when they end
      }
      case Image _ -> {
        return false;
      }
      case Block _ -> writer.end();
      default -> {
        // emphasis, links: only their words count
      }
    }
    return true;
  }

  private void leave(Node node) {
    switch (node) {
      case Heading heading -> {
        String words = writer.take();
        if (firstHeading.isEmpty() && heading.getLevel() == 1 && !words.isEmpty()) {
          firstHeading = Optional.of(words);
        }
        writer.text(words);
        writer.end();
      }
      case TableCell _ -> cells.add(writer.take());
      case TableRow _ -> {
        writer.row(cells);
        cells.clear();
      }
      case TableBlock _ -> writer.endTable();
      case ListBlock _, ListItem _ -> writer.endItem();
      case Block _ -> writer.end();
      default -> {
        // nothing to close
      }
    }
  }

  private String marker(ListItem item) {
    return switch (item.getParent()) {
      case OrderedList list -> {
        int first = list.getMarkerStartNumber() == null ? 1 : list.getMarkerStartNumber();
        yield numbers.merge(list, first, (before, ignored) -> before + 1) + ". ";
      }
      case BulletList _ -> "- ";
      case null, default -> "";
    };
  }
}
