package dev.quarry.pagetext;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarkdownAndPlainTest {
  @Test
  void markdownLosesItsMarksAndKeepsItsWords() throws Exception {
    // Given
    String source =
        """
        ---
        title: "Lamp rooms"
        tags: [a, b]
        ---
        # The *lamp* room

        A lamp made by [Fresnel](https://e.example/f "who") in `1823`
        was **bright** &amp; cheap.\\
        Next line.

        1. trim
        2. light
           - slowly

        | Tower | Height |
        |-------|-------:|
        | North | 31 m   |

        ```python
        if lit:
            wait()
        ```

        > It <b>shone</b>.

        ![picture](x.png)

        <p align="center">Raw <i>HTML</i></p>
        """;
    // When
    ReadableText read = read(source, "text/markdown", "https://e.example/x");
    // Then
    assertThat(read.title()).isEqualTo("Lamp rooms");
    assertThat(read.text())
        .isEqualTo(
            """
            The lamp room

            A lamp made by Fresnel in 1823 was bright & cheap.
            Next line.

            1. trim
            2. light
            - slowly

            | Tower | Height |
            | North | 31 m |

            if lit:
                wait()

            It shone.

            Raw HTML""");
  }

  @Test
  void firstHeadingIsTheTitleWithoutFrontMatter() throws Exception {
    assertThat(read("intro\n\n# A `b`\n", "", "file:///x/readme.MD?y=1#z").title())
        .isEqualTo("A b");
  }

  @Test
  void deepMarkdownIsHarmless() throws Exception {
    // Given
    String quotes = ">".repeat(100_000) + " end";
    String brackets = "[".repeat(50_000) + "word" + "]".repeat(50_000);
    String stars = "*a **b ".repeat(20_000);
    // When, Then
    assertThat(read(quotes, "text/markdown", "").text()).endsWith("end");
    assertThat(read(brackets, "text/markdown", "").text()).contains("word");
    assertThat(read(stars, "text/markdown", "").text()).contains("b");
  }

  @Test
  void wrappedProseIsJoinedAndLayoutIsKept() throws Exception {
    // Given
    String source =
        "The tower was built of granite that had been cut on the island\r\n"
            + "and carried over the ice in the winter of 1868, as it is told\r\n"
            + "by the masons.\r\n\r\n\r\nname   height\r\nNorth  31\r\n";
    // When
    String text = read(source, "text/plain", "").text();
    // Then
    assertThat(text)
        .isEqualTo(
            "The tower was built of granite that had been cut on the island and carried over the"
                + " ice in the winter of 1868, as it is told by the masons.\n\n"
                + "name   height\nNorth  31");
  }

  private static ReadableText read(String source, String type, String url)
      throws UnreadableException {
    return PageText.read(source.getBytes(StandardCharsets.UTF_8), type, Optional.empty(), url);
  }
}
