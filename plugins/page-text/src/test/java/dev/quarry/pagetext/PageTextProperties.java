package dev.quarry.pagetext;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PageTextProperties {
  private static final List<String> TYPES =
      List.of("", "text/html", "text/markdown", "text/plain", "application/pdf", "image/png");

  @Property(tries = 500)
  void anyBytesAreReadOrRefused(@ForAll byte[] body, @ForAll("types") String type) {
    checked(body, type);
  }

  @Property(tries = 300)
  void anyTagSoupGivesCleanText(@ForAll("soup") String soup, @ForAll("types") String type) {
    checked(soup.getBytes(StandardCharsets.UTF_8), type);
  }

  @Property(tries = 200)
  void anythingThatBeginsAsPdfIsReadOrRefused(@ForAll byte[] rest) {
    byte[] body = new byte[rest.length + 9];
    System.arraycopy("%PDF-1.4\n".getBytes(StandardCharsets.US_ASCII), 0, body, 0, 9);
    System.arraycopy(rest, 0, body, 9, rest.length);
    checked(body, "application/pdf");
  }

  @Property(tries = 200)
  void noWordOfAnArticleIsLost(@ForAll("words") List<String> words) throws Exception {
    // Given: each word in an element of its own, under varying wrappers
    var page = new StringBuilder("<body><nav><a href=/>home</a></nav><article>");
    String[] wrappers = {"p", "li", "h2", "blockquote", "td", "dd", "pre", "figcaption", "span"};
    for (int at = 0; at < words.size(); at++) {
      String tag = wrappers[at % wrappers.length];
      page.append("<div><").append(tag).append('>').append(words.get(at));
      page.append("</").append(tag).append("></div>");
    }
    // When
    String text =
        PageText.read(
                page.toString().getBytes(StandardCharsets.UTF_8), "text/html", Optional.empty(), "")
            .text();
    // Then
    assertThat(text.split("[\\s|-]+")).containsSubsequence(words);
  }

  private static void checked(byte[] body, String type) {
    try {
      ReadableText read = PageText.read(body, type, Optional.empty(), "https://e.example/x");
      assertThat(read.text()).isNotBlank();
      assertThat(read.text().replace("\n", "")).doesNotContainPattern("\\p{Cc}|\\p{Cs}");
      assertThat(read.title()).doesNotContainPattern("\\p{Cc}|\\p{Cs}");
    } catch (UnreadableException refused) {
      assertThat(refused.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<String> types() {
    return Arbitraries.of(TYPES);
  }

  @Provide
  Arbitrary<String> soup() {
    return Arbitraries.of(
            "<p>",
            "</p>",
            "<table>",
            "<tr>",
            "<td>",
            "</table>",
            "<ul>",
            "<li>",
            "<pre>",
            "<a href='#'>",
            "</a>",
            "<b>",
            "<br>",
            "<svg>",
            "<math>",
            "<template>",
            "<script>",
            "</script>",
            "<x-y>",
            "&nbsp;",
            "&#0;",
            "&#x1F;",
            "\u0000",
            "\u0085",
            "words here ",
            "\ud83d\ude00",
            "<!--",
            "-->",
            "# ",
            "> ",
            "- ",
            "| a | b |\n",
            "|---|---|\n",
            "```\n",
            "[x](y)",
            "\n\n",
            "    ",
            "<frameset>",
            "<select>",
            "<form>",
            "<article>",
            "<nav>")
        .list()
        .ofMaxSize(40)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<List<String>> words() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .ofMinLength(1)
        .ofMaxLength(60)
        .list()
        .ofMinSize(1)
        .ofMaxSize(30);
  }
}
