package dev.quarry.core.trajectory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model wrote.
 *
 * @param content its text, never null
 * @param reasoning text of a separate reasoning channel
 * @param calls native tool calls; empty with the tags protocol
 * @param finishReason as the provider gave it, {@code stop} where it gave none
 * @param usage tokens of this request
 * @param endpoint that answered, without credentials
 */
public record ModelReply(
    String content,
    @Nullable String reasoning,
    List<NativeCall> calls,
    String finishReason,
    TokenUsage usage,
    String endpoint) {
  public ModelReply {
    calls = List.copyOf(calls);
  }

  public ModelReply withUsage(TokenUsage other) {
    return new ModelReply(content, reasoning, calls, finishReason, other, endpoint);
  }
}
