package dev.quarry.api.events;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import dev.quarry.core.trajectory.TokenUsage;
import java.util.HashMap;
import java.util.Map;

/**
 * Shapes steps for streams: flat, with texts cut, so that people and programs can follow. The whole
 * step is in the trajectory. Counts rounds, so one belongs to each stream.
 */
final class StepData {
  private final int contentCharacters;
  private final Map<Integer, Integer> rounds;

  /**
   * @param contentCharacters how much of a long text is kept
   * @param rounds accepted replies before the first step that is shaped, by ordinal
   */
  StepData(int contentCharacters, Map<Integer, Integer> rounds) {
    this.contentCharacters = contentCharacters;
    this.rounds = new HashMap<>(rounds);
  }

  ObjectNode of(StepRow row) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("rollout", row.ordinal());
    data.put("seq", row.seq());
    data.put("at", row.at().toString());
    data.put("kind", row.kind());
    Step step;
    try {
      step = StepCodec.decode(row.kind(), row.body());
    } catch (IllegalArgumentException e) {
      // Written by newer code than this: its place in the order is still worth knowing.
      return data;
    }
    fill(data, row.ordinal(), step);
    return data;
  }

  private void fill(ObjectNode data, int ordinal, Step step) {
    switch (step) {
      case Step.Leased s -> data.put("attempt", s.attempt()).put("runner", s.runner());
      case Step.Opened s -> {
        data.put("mode", s.brief().mode().id()).put("model", s.brief().model());
        var tools = data.putArray("tools");
        s.brief().tools().forEach(tool -> tools.add(tool.name()));
      }
      case Step.Drafted s -> {
        data.put("draft", s.kind().slug());
        usage(data, s.reply().usage());
        data.put("durationMs", s.durationMs());
      }
      case Step.InputRequested s ->
          data.put("asks", s.kind().slug()).put("message", cut(s.message()));
      case Step.InputReceived s ->
          data.put("input", s.kind().slug())
              .put("message", cut(s.message()))
              .put("approved", s.approved());
      case Step.Replied s -> {
        data.put("round", rounds.merge(ordinal, 1, Integer::sum));
        data.put("model", s.reply().endpoint());
        data.put("finishReason", s.reply().finishReason());
        data.put("content", cut(s.reply().content()));
        usage(data, s.reply().usage());
        data.put("durationMs", s.durationMs());
      }
      case Step.ReplyRejected s -> {
        data.put("reason", s.reason());
        usage(data, s.reply().usage());
      }
      case Step.ToolStarted s -> data.put("tool", s.tool());
      case Step.ToolReturned s -> returned(data, s);
      case Step.Nudged s -> data.put("message", s.message());
      case Step.LimitHit s -> data.put("limit", s.limit().name()).put("detail", s.detail());
      case Step.Ended s -> data.put("termination", s.termination().name());
    }
  }

  private void returned(ObjectNode data, Step.ToolReturned s) {
    data.put("tool", s.tool());
    if (s.failure() != null) {
      data.put("failure", s.failure());
    }
    data.put("content", cut(s.content()));
    var sources = data.putArray("sources");
    s.sources()
        .forEach(
            source -> sources.addObject().put("url", source.url()).put("title", source.title()));
    data.put("durationMs", s.durationMs());
  }

  private static void usage(ObjectNode data, TokenUsage usage) {
    data.putObject("usage").put("inputTokens", usage.input()).put("outputTokens", usage.output());
  }

  /** Never between the halves of a surrogate pair. */
  private String cut(String text) {
    if (text.length() <= contentCharacters) {
      return text;
    }
    int end = contentCharacters;
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
  }
}
