package dev.quarry.api.testing;

import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.SourceRef;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.TokenUsage;
import java.util.List;

/** Steps with only what a test is about. */
public final class Steps {
  private Steps() {}

  public static Step.Replied replied(String content) {
    return new Step.Replied(
        "hash",
        new ModelReply(
            content, null, List.of(), "stop", new TokenUsage(100, 20, true), "http://model"),
        250);
  }

  public static Step.ToolReturned returned(String tool, String content, SourceRef... sources) {
    return new Step.ToolReturned(
        0, tool, null, content, List.of(sources), false, TokenUsage.NONE, 40);
  }
}
