package dev.quarry.pagetext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class HtmlPageTest {
  private static final String P1 =
      "Lighthouses were first lit by open fires, later by oil lamps, and at last by electric arcs.";
  private static final String P2 =
      "The keeper of the northern tower wrote down every ship that passed between 1871 and 1902.";

  @Test
  void articleStaysWholeAndWhatGoesAroundItGoes() throws Exception {
    // Given
    String page =
        """
        <!doctype html><html><head><title>Keepers &amp; lamps</title><style>p{color:red}</style></head>
        <body>
        <header><a href="/">Harbour News</a></header>
        <nav><ul><li><a href="/a">Home</a></li><li><a href="/b">Archive</a></li></ul></nav>
        <div class="cookie-banner">We use cookies to give you the best experience on this site.</div>
        <article>
          <header><h1>Keepers and lamps</h1><p class="lead">A short lead.</p></header>
          <p>%s</p>
          <div class="share-bar"><a href="#">Post</a> <a href="#">Mail</a></div>
          <h2>The log</h2>
          <p>%s<sup><a href="#n1">1</a></sup> It <b>sur</b>vived.</p>
          <script>var x = "never shown";</script>
        </article>
        <aside><h3>Most read</h3><a href="/x">Ten harbours you must see before the year is over</a></aside>
        <footer>Copyright, all rights reserved by the publisher of this site.</footer>
        </body></html>
        """
            .formatted(P1, P2);
    // When
    ReadableText read = html(page);
    // Then
    assertThat(read.title()).isEqualTo("Keepers & lamps");
    assertThat(read.text())
        .isEqualTo(
            "Keepers and lamps\n\nA short lead.\n\n"
                + P1
                + "\n\nThe log\n\n"
                + P2
                + " It survived.");
  }

  @Test
  void textOfPageWithoutLandmarksIsFoundAndKeepsItsLead() throws Exception {
    // Given
    String page =
        "<body><div id=top><a href=/>Start</a><a href=/map>Map</a><a href=/help>Help</a></div>"
            + "<div id=wrap><div class=left><a href=/1>One thing</a> <a href=/2>Another</a></div>"
            + "<div class=text><h1>Towers</h1><p>"
            + P1
            + "</p><p>"
            + P2
            + "</p><div><p>"
            + P1.replace("Lighthouses", "Beacons")
            + "</p></div></div></div></body>";
    // When
    String text = html(page).text();
    // Then
    assertThat(text)
        .isEqualTo("Towers\n\n" + P1 + "\n\n" + P2 + "\n\n" + P1.replace("Lighthouses", "Beacons"));
  }

  @Test
  void listsAndTablesKeepTheirShape() throws Exception {
    // Given
    String page =
        "<main><p>"
            + P1
            + "</p><ul><li>oil<li><p>arc</p></ul><ol start=3><li>third<li>fourth</ol>"
            + "<table><tr><th>Tower<th>Height</tr><tr><td>North<br>cape<td><p>31</p><p>m</p></tr>"
            + "<tr><td> <td></tr></table><p>"
            + P2
            + "</p><pre>  a\tb\n    <span>c</span></pre></main>";
    // When
    String text = html(page).text();
    // Then
    assertThat(text)
        .isEqualTo(
            P1
                + "\n\n- oil\n- arc\n3. third\n4. fourth\n\n"
                + "| Tower | Height |\n| North cape | 31 m |\n\n"
                + P2
                + "\n\n  a    b\n    c");
  }

  @Test
  void layoutTablesAreReadAsText() throws Exception {
    // Given
    String page =
        "<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td><td><p>"
            + P1
            + "</p><p>"
            + P2
            + "</p></td></tr></table>";
    // When
    String text = html(page).text();
    // Then
    assertThat(text).isEqualTo("| a | b |\n\n" + P1 + "\n\n" + P2);
  }

  @Test
  void wordsAreNeitherGluedNorTornApart() throws Exception {
    // Given
    String page =
        "<p>H<sub>2</sub>O and&nbsp;ligh\u00adt\u200bhouse,\n\n  twice</p><div>one</div><div>two</div>"
            + "<p><a href=a>Home</a><a href=b>About</a></p><x-card>three</x-card><x-card>four</x-card>"
            + "<p>lit <x-date>in 1871</x-date>.<br>Next line<br><br>Next block</p>";
    // When
    String text = html(page).text();
    // Then
    assertThat(text)
        .isEqualTo(
            "H2O and lighthouse, twice\n\none\n\ntwo\n\nHome About\n\nthree\n\nfour\n\n"
                + "lit in 1871.\nNext line\n\nNext block");
  }

  @Test
  void boilerplateNameDoesNotCostTheTextOfThePage() throws Exception {
    // Given
    String page =
        "<body class=has-sidebar><form id=aspnet><div class='modal-content overlay'><p>"
            + P1
            + "</p><section id=navigation><h2>Navigation</h2><p>"
            + P2
            + "</p></section></div></form></body>";
    // When
    String text = html(page).text();
    // Then
    assertThat(text).isEqualTo(P1 + "\n\nNavigation\n\n" + P2);
  }

  @Test
  void halfThePageIsNoBoilerplateWhateverItsName() throws Exception {
    // Given: enough other text that the page would pass without it
    String more = P1 + " " + P1 + " " + P1;
    String page =
        "<body><div><p>"
            + more
            + "</p></div><div class=related><p>"
            + P2
            + " "
            + P2
            + "</p></div>"
            + "<div class=newsletter><p>Sign up for our letters and never miss a tower.</p></div>";
    // When
    String text = html(page).text();
    // Then
    assertThat(text).isEqualTo(more + "\n\n" + P2 + " " + P2);
  }

  @Test
  void indexPageKeepsItsLinks() throws Exception {
    // Given
    String page =
        "<body><h1>Towers</h1><ul><li><a href=1>North tower</a></li><li><a href=2>South tower</a></li></ul>";
    // When
    String text = html(page).text();
    // Then
    assertThat(text).isEqualTo("Towers\n\n- North tower\n- South tower");
  }

  @Test
  void headingAboveTheMainPartIsKept() throws Exception {
    // Given
    String page = "<body><div><h1>Towers</h1></div><main><p>" + P1 + "</p><p>" + P2 + "</p></main>";
    // When
    String text = html(page).text();
    // Then
    assertThat(text).isEqualTo("Towers\n\n" + P1 + "\n\n" + P2);
  }

  @Test
  void nestingOfAHundredThousandIsHarmless() {
    // Given
    int depth = 100_000;
    String deep = "<div>".repeat(depth) + P1 + "</div>".repeat(depth) + "<p>" + P2;
    String tags = "<b><table><ul><li>".repeat(depth / 50) + P1;
    // When, Then
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          assertThat(html(deep).text()).isEqualTo(P1 + "\n\n" + P2);
          assertThat(html(tags).text()).contains(P1);
        });
  }

  @Test
  void manySiblingsAreHarmless() {
    // Given
    String wide = "<ol>" + "<li>x<script>y</script>".repeat(30_000) + "</ol>";
    // When, Then
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> assertThat(html(wide).text()).endsWith("\n30000. x"));
  }

  @Test
  void pageMadeToTakeHoursIsGivenUp() {
    // Given: what stands misplaced in a table is moved before it, each time past all the others
    byte[] slow = "<table>x<b>".repeat(200_000).getBytes(StandardCharsets.UTF_8);
    var limits = ReadingLimits.DEFAULT.within(Duration.ofMillis(300));
    // When, Then
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            assertThatThrownBy(() -> PageText.read(slow, "text/html", Optional.empty(), "", limits))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("reading the document takes longer than 0 seconds"));
  }

  @Test
  void interruptEndsTheWork() {
    // Given
    Thread.currentThread().interrupt();
    // When, Then
    assertThatThrownBy(() -> html("<p>text")).hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void emptyPageSaysWhy() {
    // Given
    String page = "<html><body><div id=root></div><script>render()</script></body></html>";
    // When, Then
    assertThatThrownBy(() -> html(page))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining("JavaScript");
  }

  @Test
  void charsetsAreFoundOut() throws Exception {
    // Given
    String word = "<p>Møre café";
    Charset latin = StandardCharsets.ISO_8859_1;
    // When, Then
    assertThat(text(word.getBytes(StandardCharsets.UTF_8), Optional.of(latin)))
        .isEqualTo("Møre café");
    assertThat(text(word.getBytes(latin), Optional.of(latin))).isEqualTo("Møre café");
    assertThat(text(word.getBytes(latin), Optional.empty())).isEqualTo("Møre café");
    assertThat(
            text(word.getBytes(StandardCharsets.UTF_16LE), Optional.of(StandardCharsets.UTF_16LE)))
        .isEqualTo("Møre café");
    assertThat(
            text(
                "<meta charset='windows-1251'><p>Маяк".getBytes(Charset.forName("windows-1251")),
                Optional.empty()))
        .isEqualTo("Маяк");
    assertThat(
            text(
                "<meta charset=shift_jis><p>灯台".getBytes(Charset.forName("Shift_JIS")),
                Optional.empty()))
        .isEqualTo("灯台");
  }

  private static String text(byte[] body, Optional<Charset> charset) throws UnreadableException {
    return PageText.read(body, "text/html", charset, "https://e.example/").text();
  }

  private static ReadableText html(String page) throws UnreadableException {
    return PageText.read(
        page.getBytes(StandardCharsets.UTF_8), "text/html", Optional.empty(), "https://e.example/");
  }
}
