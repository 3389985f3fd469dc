package dev.quarry.pagetext;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * How much running text each element of a page holds, in one pass without recursion. A run is the
 * text between two block boundaries.
 */
final class Prose {
  /** Shorter runs are captions, bylines, buttons: they count as text but not as prose. */
  private static final int MIN_RUN = 25;

  /** A run of this length with few links is a paragraph of somebody's writing. */
  private static final int MIN_PARAGRAPH = 80;

  /** A longer cell is a column of a page, not a datum. */
  private static final int MAX_CELL = 1_000;

  /** What one element holds, with everything below it; lengths in characters. */
  static final class Measure {
    int text;
    int links;
    int prose;
    int paragraphs;
    boolean layoutTable;

    private void add(Measure below) {
      text += below.text;
      links += below.links;
      prose += below.prose;
      paragraphs += below.paragraphs;
    }
  }

  private static final Measure NOTHING = new Measure();

  private final Map<Node, Measure> measures = new IdentityHashMap<>();

  private Prose() {}

  /**
   * @param without elements that are taken as not there, with all they hold
   */
  static Prose of(Element root, Set<Node> without) {
    var prose = new Prose();
    root.filter(prose.new Pass(without));
    return prose;
  }

  Measure measure(Node element) {
    return measures.getOrDefault(element, NOTHING);
  }

  private final class Pass implements NodeFilter {
    private final Set<Node> without;
    private final Deque<Measure> open = new ArrayDeque<>();
    private final Deque<Measure> tables = new ArrayDeque<>();
    private int linkDepth;
    private int run;
    private int runLinks;

    Pass(Set<Node> without) {
      this.without = without;
    }

    @Override
    public FilterResult head(Node node, int depth) {
      if (node instanceof TextNode words) {
        count(words.getWholeText());
        return FilterResult.CONTINUE;
      }
      if (!(node instanceof Element element) || without.contains(node)) {
        return FilterResult.SKIP_ENTIRELY;
      }
      if (HtmlBlocks.isBlock(element)) {
        endRun();
      }
      var measure = new Measure();
      open.push(measure);
      measures.put(element, measure);
      switch (element.normalName()) {
        case "a" -> linkDepth++;
        case "table" -> {
          if (!tables.isEmpty()) {
            tables.peek().layoutTable = true;
          }
          tables.push(measure);
          measure.layoutTable = element.attr("role").equals("presentation");
        }
        default -> {
          // only counted
        }
      }
      return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
      if (!(node instanceof Element element)) {
        return FilterResult.CONTINUE;
      }
      if (HtmlBlocks.isBlock(element)) {
        endRun();
      }
      Measure measure = open.pop();
      switch (element.normalName()) {
        case "a" -> linkDepth--;
        case "table" -> tables.pop();
        case "td", "th" -> {
          if (!tables.isEmpty() && measure.text > MAX_CELL) {
            tables.peek().layoutTable = true;
          }
        }
        default -> {
          // only counted
        }
      }
      if (!open.isEmpty()) {
        open.peek().add(measure);
      }
      return FilterResult.CONTINUE;
    }

    private void count(String words) {
      int length = 0;
      for (int at = 0; at < words.length(); at++) {
        if (!Character.isWhitespace(words.charAt(at))) {
          length++;
        }
      }
      run += length;
      if (linkDepth > 0) {
        runLinks += length;
      }
    }

    private void endRun() {
      if (run > 0 && !open.isEmpty()) {
        Measure here = open.peek();
        here.text += run;
        here.links += runLinks;
        if (run >= MIN_RUN && runLinks * 2 < run) {
          here.prose += run - runLinks;
        }
        if (run >= MIN_PARAGRAPH && runLinks * 3 < run) {
          here.paragraphs++;
        }
      }
      run = 0;
      runLinks = 0;
    }
  }
}
