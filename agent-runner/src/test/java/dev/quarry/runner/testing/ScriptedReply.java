package dev.quarry.runner.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the scripted server does with one request. */
public sealed interface ScriptedReply {
  /**
   * A chat completion.
   *
   * @param content null for JSON null
   * @param reasoning text of a field beside the content
   * @param reasoningField its name, {@code reasoning} or {@code reasoning_content}
   * @param calls native tool calls
   * @param finishReason null leaves it out
   * @param usage null leaves it out
   */
  record Completion(
      @Nullable String content,
      @Nullable String reasoning,
      String reasoningField,
      List<Call> calls,
      @Nullable String finishReason,
      @Nullable Tokens usage)
      implements ScriptedReply {
    public Completion {
      calls = List.copyOf(calls);
    }

    public Completion thinking(String text, String field) {
      return new Completion(content, text, field, calls, finishReason, usage);
    }

    public Completion finished(@Nullable String reason) {
      return new Completion(content, reasoning, reasoningField, calls, reason, usage);
    }

    public Completion using(@Nullable Tokens tokens) {
      return new Completion(content, reasoning, reasoningField, calls, finishReason, tokens);
    }
  }

  /**
   * A tool call.
   *
   * @param id null leaves it out
   * @param arguments JSON text, or any other
   */
  record Call(@Nullable String id, String name, String arguments) {}

  /** What the server reports. */
  record Tokens(long input, long output) {}

  /** Any answer at all. */
  record Raw(int status, Map<String, String> headers, String body) implements ScriptedReply {
    public Raw {
      headers = Map.copyOf(headers);
    }

    public Raw header(String name, String value) {
      Map<String, String> all = new TreeMap<>(headers);
      all.put(name, value);
      return new Raw(status, all, body);
    }
  }

  /** Something that is no whole answer. */
  record Broken(Fault fault) implements ScriptedReply {}

  /** An answer after a while. */
  record Later(Duration delay, ScriptedReply reply) implements ScriptedReply {}

  /** How an answer fails. */
  enum Fault {
    /** The request is read, and nothing ever comes. */
    NO_ANSWER,
    /** The connection is closed before a byte. */
    CLOSE,
    /** Bytes that are not HTTP. */
    GARBAGE,
    /** Headers and half a body, then nothing. */
    STALL,
    /** Headers and half a body, then the end. */
    TRUNCATE,
    /** A byte every 20 ms. */
    DRIP
  }

  static Completion text(String content) {
    return new Completion(content, null, "reasoning", List.of(), "stop", new Tokens(100, 10));
  }

  static Completion calls(Call... calls) {
    return new Completion(
        null, null, "reasoning", List.of(calls), "tool_calls", new Tokens(100, 10));
  }

  static Raw status(int status) {
    return new Raw(status, Map.of(), "{\"error\":{\"message\":\"scripted " + status + "\"}}");
  }

  static Raw body(int status, String body) {
    return new Raw(status, Map.of(), body);
  }

  static Raw html(int status) {
    return new Raw(
        status,
        Map.of("Content-Type", "text/html"),
        "<html><body><h1>Bad gateway</h1></body></html>");
  }

  static Broken broken(Fault fault) {
    return new Broken(fault);
  }

  static Later after(Duration delay, ScriptedReply reply) {
    return new Later(delay, reply);
  }
}
