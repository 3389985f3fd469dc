package dev.quarry.toolset.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.sdk.Effect;
import dev.quarry.sdk.Tool;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class WebToolsetTest {
  @Test
  void offersSearchAndVisitAndIsInTheIndex() throws Exception {
    // Given
    // compiling the tests writes an index, too, so this one is not alone on the class path
    var indexes = WebToolset.class.getClassLoader().getResources("META-INF/extensions.idx");
    var listed = new StringBuilder();
    for (URL index : Collections.list(indexes)) {
      try (var lines = index.openStream()) {
        listed.append(new String(lines.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    try (var toolset = new WebToolset()) {
      // When, Then
      assertThat(toolset.name()).isEqualTo("web");
      assertThat(toolset.tools()).extracting(Tool::name).containsExactly("search", "visit");
      assertThat(toolset.tools()).extracting(Tool::effect).containsOnly(Effect.READ);
      assertThat(toolset.tools()).isSameAs(toolset.tools());
      assertThat(listed).contains(WebToolset.class.getName());
      toolset.close();
    }
  }
}
