package dev.quarry.runner.model.completions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.trajectory.Protocol;
import dev.quarry.runner.model.CallLimits;
import dev.quarry.runner.model.ModelFailureCode;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.ProviderRate;
import dev.quarry.runner.model.RetryPolicy;
import dev.quarry.runner.model.ThinkMode;
import dev.quarry.runner.testing.ReplyScript;
import dev.quarry.runner.testing.ScriptedModelServer;
import dev.quarry.runner.testing.ScriptedReply;
import dev.quarry.runner.testing.ScriptedReply.Fault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a server can fail, and what it is called. */
class ChatCompletionsFailureTest {
  private static final String TOO_LONG_OPENAI =
      "{\"error\":{\"message\":\"This model's maximum context length is 8192 tokens\","
          + "\"code\":\"context_length_exceeded\"}}";
  private static final String TOO_LONG_LLAMA =
      "{\"error\":{\"code\":400,\"type\":\"exceed_context_size_error\",\"message\":\"the request"
          + " exceeds the available context size\"}}";
  private static final String NO_NAME =
      "{\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"1\"}]}}]}";

  /** The time limit below is for an exchange, not for loading an HTTP client's classes. */
  @BeforeAll
  static void warmUp() throws Exception {
    try (var server = ScriptedModelServer.start(ReplyScript.always(ScriptedReply.text("warm")));
        Asking asking = Asking.tags(server)) {
      asking.reply();
    }
  }

  static Stream<Arguments> lasting() {
    return Stream.of(
        Arguments.of(ScriptedReply.status(401), ModelFailureCode.UNAUTHORIZED, "401"),
        Arguments.of(ScriptedReply.status(403), ModelFailureCode.UNAUTHORIZED, "403"),
        Arguments.of(ScriptedReply.status(400), ModelFailureCode.REFUSED, "scripted 400"),
        Arguments.of(ScriptedReply.status(404), ModelFailureCode.REFUSED, "404"),
        Arguments.of(ScriptedReply.status(422), ModelFailureCode.REFUSED, "422"),
        Arguments.of(ScriptedReply.status(402), ModelFailureCode.REFUSED, "402"),
        Arguments.of(
            ScriptedReply.status(308).header("Location", "https://elsewhere/"),
            ModelFailureCode.REFUSED,
            "redirecting to https://elsewhere/"),
        Arguments.of(ScriptedReply.status(413), ModelFailureCode.TOO_LONG, "413"),
        Arguments.of(
            ScriptedReply.body(400, TOO_LONG_OPENAI), ModelFailureCode.TOO_LONG, "8192 tokens"),
        Arguments.of(
            ScriptedReply.body(400, TOO_LONG_LLAMA), ModelFailureCode.TOO_LONG, "context size"),
        Arguments.of(
            ScriptedReply.body(429, "{\"error\":{\"code\":\"insufficient_quota\"}}"),
            ModelFailureCode.REFUSED,
            "insufficient_quota"));
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void lastingFailureEndsAtOnce(ScriptedReply reply, ModelFailureCode code, String said)
      throws Exception {
    try (var server = ScriptedModelServer.start(ReplyScript.always(reply));
        Asking asking = Asking.tags(server)) {
      // When
      ModelOutcome.Failure failure = asking.failure();
      // Then
      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure.message())
          .startsWith("model profile 'lab' at 127.0.0.1:" + server.port() + ": answered ")
          .contains(said)
          .doesNotContain(Asking.KEY);
      assertThat(server.calls()).isEqualTo(1);
      assertThat(asking.sleeps).isEmpty();
    }
  }

  static Stream<Arguments> passing() {
    return Stream.of(
        Arguments.of(ScriptedReply.status(429), ModelFailureCode.RATE_LIMITED, "429"),
        Arguments.of(ScriptedReply.status(408), ModelFailureCode.TIMEOUT, "408"),
        Arguments.of(ScriptedReply.status(500), ModelFailureCode.SERVER_ERROR, "500"),
        Arguments.of(ScriptedReply.html(502), ModelFailureCode.SERVER_ERROR, "Bad gateway"),
        Arguments.of(ScriptedReply.html(200), ModelFailureCode.BAD_ANSWER, "not JSON"),
        Arguments.of(ScriptedReply.body(200, ""), ModelFailureCode.BAD_ANSWER, "choices"),
        Arguments.of(ScriptedReply.body(200, "{\"cho"), ModelFailureCode.BAD_ANSWER, "not JSON"),
        Arguments.of(ScriptedReply.body(200, "[1]"), ModelFailureCode.BAD_ANSWER, "choices"),
        Arguments.of(
            ScriptedReply.body(200, "{\"choices\":[]}"), ModelFailureCode.BAD_ANSWER, "choices"),
        Arguments.of(
            ScriptedReply.body(200, "{\"choices\":[{\"message\":{\"content\":7}}]}"),
            ModelFailureCode.BAD_ANSWER,
            "unknown shape"),
        Arguments.of(ScriptedReply.body(200, NO_NAME), ModelFailureCode.BAD_ANSWER, "shape"),
        Arguments.of(
            ScriptedReply.body(200, "{\"error\":{\"code\":502,\"message\":\"upstream\"}}"),
            ModelFailureCode.SERVER_ERROR,
            "upstream"),
        Arguments.of(
            ScriptedReply.body(200, "x".repeat((1 << 20) + 1)),
            ModelFailureCode.BAD_ANSWER,
            "over 1048576 bytes"),
        Arguments.of(ScriptedReply.text(" \n"), ModelFailureCode.EMPTY, "finish_reason is stop"),
        Arguments.of(
            ScriptedReply.text("").thinking("only thoughts", "reasoning").finished("length"),
            ModelFailureCode.EMPTY,
            "finish_reason is length"),
        Arguments.of(
            ScriptedReply.broken(Fault.TRUNCATE), ModelFailureCode.BAD_ANSWER, "broke off"),
        Arguments.of(ScriptedReply.broken(Fault.GARBAGE), ModelFailureCode.BAD_ANSWER, "not HTTP"),
        Arguments.of(ScriptedReply.broken(Fault.CLOSE), ModelFailureCode.UNREACHABLE, "lost"));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void passingFailureIsTriedTenTimesAndThenTyped(
      ScriptedReply reply, ModelFailureCode code, String said) throws Exception {
    try (var server = ScriptedModelServer.start(ReplyScript.always(reply));
        Asking asking = Asking.tags(server)) {
      // When
      ModelOutcome.Failure failure = asking.failure();
      // Then
      assertThat(failure.code()).isEqualTo(code);
      assertThat(failure.message())
          .contains("127.0.0.1:" + server.port(), said, "(10 tries)")
          .hasSizeLessThan(600);
      assertThat(server.calls()).isEqualTo(10);
      assertThat(asking.sleeps).hasSize(9);
    }
  }

  static Stream<Arguments> slow() {
    return Stream.of(
        Arguments.of(Fault.NO_ANSWER, "no answer came within 1000 ms"),
        Arguments.of(Fault.STALL, "not complete within 1000 ms"),
        Arguments.of(Fault.DRIP, "not complete within 1000 ms"));
  }

  @ParameterizedTest
  @MethodSource("slow")
  void timeLimitSpansTheWholeAnswerAndAbortsIt(Fault fault, String said) throws Exception {
    // Given
    CallLimits once =
        new CallLimits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            1 << 20,
            Duration.ZERO,
            10,
            new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO),
            ProviderRate.UNLIMITED);
    try (var server = ScriptedModelServer.start(ReplyScript.always(ScriptedReply.broken(fault)));
        Asking asking = Asking.of(Protocol.TAGS, ThinkMode.INLINE, once, server)) {
      // When
      ModelOutcome.Failure failure = asking.failure();
      // Then
      assertThat(failure.code()).isEqualTo(ModelFailureCode.TIMEOUT);
      assertThat(failure.message()).contains(said);
      assertThat(server.awaitAbandoned(Duration.ofSeconds(5))).isTrue();
    }
  }

  @Test
  void refusedConnectionSaysWhereAndWhatToCheck() throws Exception {
    // Given
    URI nobody;
    try (var server = ScriptedModelServer.start(ReplyScript.inOrder())) {
      nobody = server.baseUrl();
    }
    try (Asking asking =
        Asking.at(
            Protocol.TAGS,
            ThinkMode.INLINE,
            Asking.limits(Duration.ofSeconds(5)),
            List.of(nobody))) {
      // When
      ModelOutcome.Failure failure = asking.failure();
      // Then
      assertThat(failure.code()).isEqualTo(ModelFailureCode.UNREACHABLE);
      assertThat(failure.message())
          .contains("127.0.0.1:" + nobody.getPort(), "is the server running");
    }
  }

  @Test
  void keyThatAServerRepeatsIsBlottedOutEvenAtTheEdgeOfTheExcerpt() throws Exception {
    // Given
    String echo = "x".repeat(Failures.EXCERPT - 10) + Asking.KEY;
    try (var server = ScriptedModelServer.start(ReplyScript.always(ScriptedReply.body(401, echo)));
        Asking asking = Asking.tags(server)) {
      // When
      String message = asking.failure().message();
      // Then
      assertThat(message).doesNotContain("sk-very").contains("xxx[key]");
    }
  }
}
