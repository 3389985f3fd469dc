package dev.quarry.pagetext;

import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;

/** What in a page is not part of what it says, told from names alone. */
final class Boilerplate {
  /** Never text for a reader. */
  private static final Set<String> SILENT =
      Set.of(
          "script",
          "style",
          "noscript",
          "template",
          "svg",
          "canvas",
          "iframe",
          "object",
          "embed",
          "applet",
          "audio",
          "video",
          "map",
          "button",
          "input",
          "select",
          "textarea",
          "datalist",
          "label",
          "head",
          "link",
          "meta",
          "title",
          "rp",
          "rt",
          "annotation",
          "annotation-xml");

  /** Landmarks of WAI-ARIA 1.2 (section 5.3.4) and widgets around the text. */
  private static final Set<String> ROLES =
      Set.of(
          "navigation",
          "banner",
          "contentinfo",
          "complementary",
          "search",
          "menu",
          "menubar",
          "toolbar",
          "dialog",
          "alertdialog",
          "tablist",
          "tooltip",
          "directory");

  private static final Set<String> WORDS =
      Set.of(
          "nav",
          "navbar",
          "navbox",
          "navigation",
          "navigator",
          "sidenav",
          "subnav",
          "topnav",
          "menu",
          "submenu",
          "sidebar",
          "breadcrumb",
          "breadcrumbs",
          "footer",
          "masthead",
          "cookie",
          "cookies",
          "consent",
          "gdpr",
          "newsletter",
          "subscribe",
          "subscription",
          "signup",
          "paywall",
          "share",
          "sharing",
          "sharethis",
          "social",
          "related",
          "recommended",
          "recommendations",
          "promo",
          "promotion",
          "advert",
          "advertisement",
          "advertising",
          "ads",
          "ad",
          "sponsor",
          "sponsored",
          "popup",
          "modal",
          "overlay",
          "lightbox",
          "pagination",
          "pager",
          "skip",
          "skiplink",
          "toolbar",
          "editsection",
          "noprint",
          "catlinks",
          "headerlink",
          "permalink",
          "localtoc",
          "backlink",
          "backlinks",
          "printfooter",
          "sphinxsidebar",
          "outbrain",
          "taboola");

  /** An identifier names a place in the page, too; it counts only where no heading would sit. */
  private static final Set<String> NAMED_BY_ID =
      Set.of("div", "ul", "ol", "table", "aside", "header", "footer", "form", "nav");

  private Boilerplate() {}

  /**
   * @return whether it is never read, whatever it holds
   */
  static boolean silent(Element element) {
    String tag = element.normalName();
    return SILENT.contains(tag)
        || element.hasAttr("hidden") && !element.attr("hidden").equals("until-found")
        || !element.attr("style").isEmpty() && invisible(element.attr("style"))
        || tag.equals("sup") && footnoteMark(element)
        || tag.equals("a") && headingAnchor(element);
  }

  /**
   * @param inArticle whether it stands inside {@code main} or {@code article}, where headers,
   *     footers and asides belong to the text
   * @return whether its name says that it goes around the text
   */
  static boolean around(Element element, boolean inArticle) {
    return switch (element.normalName()) {
      case "nav", "menu", "dialog" -> true;
      case "header", "footer", "aside" -> !inArticle || named(element);
      case "body", "main", "article", "html", "h1", "p" -> false;
      default ->
          ROLES.contains(element.attr("role").toLowerCase(Locale.ROOT))
              || element.attr("aria-hidden").equals("true")
              || named(element);
    };
  }

  private static boolean named(Element element) {
    return wordIn(element.className())
        || NAMED_BY_ID.contains(element.normalName()) && wordIn(element.id());
  }

  private static boolean wordIn(String names) {
    if (names.isEmpty() || names.length() > 500) {
      return false;
    }
    // sideBar-left, side_bar: words end at case changes and at anything that is not a letter
    String split = names.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    for (String word : split.split("[^a-z]+")) {
      if (WORDS.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private static boolean invisible(String style) {
    String plain = style.replace(" ", "").toLowerCase(Locale.ROOT);
    return plain.contains("display:none") || plain.contains("visibility:hidden");
  }

  private static boolean footnoteMark(Element sup) {
    if (sup.hasClass("reference")) {
      return true;
    }
    return sup.childNodeSize() == 1
        && sup.childNode(0) instanceof Element link
        && link.normalName().equals("a")
        && link.attr("href").startsWith("#");
  }

  private static boolean headingAnchor(Element link) {
    return link.attr("href").contains("#")
        && link.childNodeSize() == 1
        && Set.of("¶", "#", "§", "🔗", "").contains(link.wholeOwnText().strip())
        && link.firstElementChild() == null;
  }
}
