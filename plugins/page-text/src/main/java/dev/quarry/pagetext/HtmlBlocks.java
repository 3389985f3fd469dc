package dev.quarry.pagetext;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeFilter;

/** Writes the chosen part of a page block by block, without recursion. */
final class HtmlBlocks implements NodeFilter {
  private static final Set<String> INLINE =
      Set.of(
          "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn",
          "em", "font", "i", "img", "ins", "kbd", "mark", "math", "nobr", "q", "ruby", "s", "samp",
          "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "br");

  private static final Set<String> BLOCK =
      Set.of(
          "address",
          "article",
          "aside",
          "blockquote",
          "body",
          "caption",
          "center",
          "dd",
          "details",
          "dialog",
          "dir",
          "div",
          "dl",
          "dt",
          "fieldset",
          "figcaption",
          "figure",
          "footer",
          "form",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "header",
          "hgroup",
          "hr",
          "html",
          "legend",
          "li",
          "main",
          "menu",
          "nav",
          "ol",
          "optgroup",
          "option",
          "p",
          "pre",
          "search",
          "section",
          "summary",
          "table",
          "tbody",
          "td",
          "tfoot",
          "th",
          "thead",
          "tr",
          "ul");

  private final MainContent content;
  private final BlockWriter writer;
  private final List<String> cells = new ArrayList<>();
  private final Map<Node, Integer> numbers = new IdentityHashMap<>();
  private int tables;
  private boolean inCell;
  private boolean afterLink;

  private HtmlBlocks(MainContent content, BlockWriter writer) {
    this.content = content;
    this.writer = writer;
  }

  static void write(MainContent content, BlockWriter writer) {
    content.root().filter(new HtmlBlocks(content, writer));
    writer.end();
  }

  static boolean isInline(Element element) {
    return INLINE.contains(element.normalName());
  }

  /**
   * Elements that HTML does not know – components, XML – are blocks unless they stand among words.
   */
  static boolean isBlock(Element element) {
    String tag = element.normalName();
    if (BLOCK.contains(tag)) {
      return true;
    }
    return !INLINE.contains(tag)
        && !element.tag().namespace().equals(Parser.NamespaceMathml)
        && !(element.parent() != null && hasWords(element.parent()));
  }

  private static boolean hasWords(Element element) {
    // Only the nearest neighbours matter, and looking at all of them would be quadratic.
    Node node = element.firstChild();
    for (int looked = 0; node != null && looked < 8; looked++, node = node.nextSibling()) {
      if (node instanceof TextNode words && !words.isBlank()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (node instanceof TextNode words) {
      writer.text(words.getWholeText());
      afterLink = false;
      return FilterResult.CONTINUE;
    }
    if (!(node instanceof Element element) || content.dropped().contains(node)) {
      return FilterResult.SKIP_ENTIRELY;
    }
    String tag = element.normalName();
    if (tag.equals("pre") && !inCell) {
      writer.preformatted(preformatted(element));
      return FilterResult.SKIP_ENTIRELY;
    }
    switch (tag) {
      case "br" -> lineBreak();
      case "a" -> {
        if (afterLink) {
          writer.gap();
        }
      }
      case "q" -> writer.text("“");
      default -> {
        if (isBlock(element)) {
          startBlock(element, tag);
        }
      }
    }
    return FilterResult.CONTINUE;
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (!(node instanceof Element element)) {
      return FilterResult.CONTINUE;
    }
    String tag = element.normalName();
    afterLink = tag.equals("a");
    if (tag.equals("q")) {
      writer.text("”");
    } else if (isBlock(element)) {
      endBlock(element, tag);
    }
    return FilterResult.CONTINUE;
  }

  private void lineBreak() {
    if (inCell) {
      writer.gap();
    } else {
      writer.breakLine();
    }
  }

  private void startBlock(Element element, String tag) {
    if (isDataTable(element, tag)) {
      writer.end();
      tables++;
    } else if (tables > 0 && (tag.equals("td") || tag.equals("th"))) {
      inCell = true;
      writer.gap();
    } else if (inCell) {
      writer.gap();
    } else if (tag.equals("li")) {
      writer.item(marker(element));
    } else if (!(tables > 0 && tag.equals("tr"))) {
      writer.end();
    }
  }

  private void endBlock(Element element, String tag) {
    if (isDataTable(element, tag)) {
      endRow();
      inCell = false;
      tables--;
      writer.endTable();
    } else if (tables > 0 && (tag.equals("td") || tag.equals("th"))) {
      cells.add(writer.take());
      inCell = false;
    } else if (inCell) {
      writer.gap();
    } else if (tables > 0 && tag.equals("tr")) {
      endRow();
    } else if (tag.equals("li")) {
      writer.endItem();
    } else {
      writer.end();
    }
  }

  private void endRow() {
    writer.row(cells);
    cells.clear();
  }

  private boolean isDataTable(Element element, String tag) {
    return tag.equals("table") && !content.prose().measure(element).layoutTable;
  }

  /** Lines as they stand; {@code br} is a line, too. */
  private String preformatted(Element pre) {
    var text = new StringBuilder();
    pre.filter(
        (node, depth) -> {
          if (content.dropped().contains(node)) {
            return FilterResult.SKIP_ENTIRELY;
          }
          if (node instanceof TextNode words) {
            text.append(words.getWholeText());
          } else if (node instanceof Element element
              && element.normalName().matches("br|div|li|p|tr")) {
            text.append('\n');
          }
          return FilterResult.CONTINUE;
        });
    return text.toString();
  }

  private String marker(Element item) {
    Element list = item.parent();
    if (list == null || !list.normalName().equals("ol")) {
      return "- ";
    }
    String start = list.attr("start");
    int first = start.matches("\\d{1,6}") ? Integer.parseInt(start) : 1;
    return numbers.merge(list, first, (before, ignored) -> before + 1) + ". ";
  }
}
