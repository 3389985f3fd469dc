package dev.quarry.runner.model;

import dev.quarry.core.trajectory.NativeCall;
import java.util.List;

/** A message of a prompt. */
public sealed interface Message {
  String content();

  /** Instructions of the platform. */
  record System(String content) implements Message {}

  /** The question, or with the tags protocol an observation. */
  record User(String content) implements Message {}

  /**
   * What the model wrote before.
   *
   * @param calls native tool calls; empty with the tags protocol
   */
  record Assistant(String content, List<NativeCall> calls) implements Message {
    public Assistant {
      calls = List.copyOf(calls);
    }
  }

  /**
   * The result of a native tool call.
   *
   * @param callId as the model gave it
   */
  record ToolOutput(String callId, String content) implements Message {}
}
