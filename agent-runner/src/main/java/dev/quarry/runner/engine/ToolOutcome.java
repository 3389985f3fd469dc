package dev.quarry.runner.engine;

import dev.quarry.core.trajectory.PageText;
import dev.quarry.core.trajectory.SourceRef;
import dev.quarry.core.trajectory.TokenUsage;
import dev.quarry.runner.model.PlainText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tool call came to.
 *
 * @param failure slug, null on success
 * @param content for the model, already capped
 * @param pages that were read, to be stored with the step
 * @param truncated whether content was capped
 * @param usage tokens that models spent on behalf of the tool
 */
public record ToolOutcome(
    @Nullable String failure,
    String content,
    List<PageText> pages,
    boolean truncated,
    TokenUsage usage) {
  public ToolOutcome {
    // As it will be read back: a prompt that is rebuilt must not differ from the one that was sent.
    content = PlainText.of(content);
    pages = List.copyOf(pages);
  }

  /** What the step keeps of the pages. */
  public List<SourceRef> sources() {
    return pages.stream().map(PageText::source).toList();
  }

  public static ToolOutcome failed(String slug, String content) {
    return new ToolOutcome(slug, content, List.of(), false, TokenUsage.NONE);
  }
}
