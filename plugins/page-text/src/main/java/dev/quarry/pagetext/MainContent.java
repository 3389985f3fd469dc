package dev.quarry.pagetext;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeFilter;

/**
 * Which part of a page is what it says.
 *
 * <p>Our own scoring in the manner of readability, because no maintained library fits: the one for
 * the JVM that resolves (Readability4J 1.0.8) had its last release in 2021, brings the Kotlin
 * runtime, walks the tree by recursion, and cuts paragraphs that it scores low. Here losing text
 * weighs more than keeping a stray line, since quotes are looked up in the result: what goes is
 * what is named as boilerplate and holds little of the prose, and what stands beside the bulk of
 * the prose without a paragraph of its own.
 *
 * @param root where reading begins
 * @param dropped elements left out with all they hold
 * @param prose measured without them
 */
record MainContent(Element root, Set<Node> dropped, Prose prose) {
  /** Something with this share of a page's prose is no boilerplate, whatever its name. */
  private static final double KEPT_WHATEVER_ITS_NAME = 0.3;

  /** A {@code main} with this share of the prose is believed. */
  private static final double BELIEVED_MAIN = 0.4;

  /** An {@code article} with this share of the prose is the only one that counts. */
  private static final double BELIEVED_ARTICLE = 0.7;

  /** A child with this share of the prose is where the text is. */
  private static final double BULK = 0.75;

  /** Less prose than this, in characters, and the page is an index: all of it is read. */
  private static final int INDEX_PAGE = 200;

  static MainContent of(Element body) {
    Set<Node> dropped = Collections.newSetFromMap(new IdentityHashMap<>());
    body.filter(
        head((element, inArticle) -> element != body && Boilerplate.silent(element), dropped));
    Prose whole = Prose.of(body, dropped);
    double kept = KEPT_WHATEVER_ITS_NAME * whole.measure(body).prose;
    Set<Node> around = copy(dropped);
    body.filter(
        head(
            (element, inArticle) ->
                element != body
                    && !dropped.contains(element)
                    && Boilerplate.around(element, inArticle)
                    && whole.measure(element).prose <= kept,
            around));
    Prose prose = Prose.of(body, around);
    if (prose.measure(body).prose < INDEX_PAGE) {
      return prose.measure(body).text > 0
          ? new MainContent(body, around, prose)
          : everything(body, dropped);
    }
    Optional<Element> landmark = landmark(body, around, prose);
    if (landmark.isPresent()) {
      return new MainContent(landmark.get(), around, prose);
    }
    dropBesideTheBulk(body, around, prose);
    return new MainContent(body, around, prose);
  }

  /** All that a person could see. */
  static MainContent everything(Element body) {
    Set<Node> dropped = Collections.newSetFromMap(new IdentityHashMap<>());
    body.filter(
        head((element, inArticle) -> element != body && Boilerplate.silent(element), dropped));
    return everything(body, dropped);
  }

  /**
   * @return whether the page's heading stands above the part that is read, and is no boilerplate
   */
  boolean leftOut(Element heading) {
    if (root.selectFirst("h1") != null) {
      return false;
    }
    for (Node node = heading; node != null; node = node.parentNode()) {
      if (node == root || dropped.contains(node)) {
        return false;
      }
    }
    return true;
  }

  private static MainContent everything(Element body, Set<Node> silent) {
    return new MainContent(body, silent, Prose.of(body, silent));
  }

  private static Set<Node> copy(Set<Node> nodes) {
    Set<Node> copy = Collections.newSetFromMap(new IdentityHashMap<>());
    copy.addAll(nodes);
    return copy;
  }

  @FunctionalInterface
  private interface Drop {
    boolean drops(Element element, boolean inArticle);
  }

  private static NodeFilter head(Drop drop, Set<Node> into) {
    return new NodeFilter() {
      private int articles;

      @Override
      public FilterResult head(Node node, int depth) {
        if (!(node instanceof Element element) || into.contains(node)) {
          return FilterResult.SKIP_ENTIRELY;
        }
        if (drop.drops(element, articles > 0)) {
          into.add(element);
          return FilterResult.SKIP_ENTIRELY;
        }
        articles += isArticle(element) ? 1 : 0;
        return FilterResult.CONTINUE;
      }

      @Override
      public FilterResult tail(Node node, int depth) {
        articles -= node instanceof Element element && isArticle(element) ? 1 : 0;
        return FilterResult.CONTINUE;
      }
    };
  }

  private static boolean isMain(Element element) {
    return element.normalName().equals("main") || element.attr("role").equals("main");
  }

  private static boolean isArticle(Element element) {
    return isMain(element) || element.normalName().equals("article");
  }

  private static Optional<Element> landmark(Element body, Set<Node> dropped, Prose prose) {
    List<Element> found = new ArrayList<>();
    body.filter(
        (node, depth) -> {
          if (dropped.contains(node)) {
            return NodeFilter.FilterResult.SKIP_ENTIRELY;
          }
          if (node instanceof Element element && isArticle(element)) {
            found.add(element);
          }
          return NodeFilter.FilterResult.CONTINUE;
        });
    double total = prose.measure(body).prose;
    Optional<Element> main =
        most(found.stream().filter(MainContent::isMain).toList(), prose)
            .filter(e -> prose.measure(e).prose >= BELIEVED_MAIN * total);
    return main.isPresent()
        ? main
        : most(found, prose).filter(e -> prose.measure(e).prose >= BELIEVED_ARTICLE * total);
  }

  private static Optional<Element> most(List<Element> elements, Prose prose) {
    return elements.stream().max(java.util.Comparator.comparingInt(e -> prose.measure(e).prose));
  }

  /** Follows the bulk of the prose down and drops what stands beside it without a paragraph. */
  private static void dropBesideTheBulk(Element body, Set<Node> dropped, Prose prose) {
    double bulk = BULK * prose.measure(body).prose;
    Node pivot = body;
    while (pivot != null) {
      Node next = null;
      for (Node child = pivot.firstChild(); child != null; child = child.nextSibling()) {
        if (prose.measure(child).prose >= bulk) {
          next = child;
        }
      }
      for (Node child = pivot.firstChild();
          child != null && next != null;
          child = child.nextSibling()) {
        if (child != next && child instanceof Element beside && isStray(beside, prose)) {
          dropped.add(child);
        }
      }
      pivot = next;
    }
  }

  private static boolean isStray(Element element, Prose prose) {
    Prose.Measure measure = prose.measure(element);
    boolean list = measure.links * 2 > measure.text;
    boolean heading =
        element.normalName().matches("h[1-6]|header") || element.selectFirst("h1") != null;
    return measure.paragraphs == 0 && (list || !heading) && !HtmlBlocks.isInline(element);
  }
}
