package dev.quarry.runner.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.trajectory.ModelReply;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.TokenUsage;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagsProtocolTest {
  private static ParsedReply parse(String content) {
    return CallProtocol.of(Protocol.TAGS)
        .parse(new ModelReply(content, null, List.of(), "stop", TokenUsage.NONE, "test"));
  }

  private static ParsedCall call(String inside) {
    return parse("<tool_call>" + inside + "</tool_call>").calls().getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"search\", \"arguments\": {\"query\": [\"a\"]}}",
        "{'name': 'search', 'arguments': {'query': ['a']}}",
        "{name: \"search\", arguments: {query: [\"a\",],},}",
        "\n{\"name\": \"search\", // the tool\n \"arguments\": {\"query\": [\"a\"]}}\n",
        "{\"name\": \"search\", \"arguments\": \"{\\\"query\\\": [\\\"a\\\"]}\"}"
      })
  void callIsReadTheWayModelsWriteIt(String inside) {
    assertThat(call(inside)).isEqualTo(new ParsedCall.Valid("search", "{\"query\":[\"a\"]}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "search for a",
        "{\"name\": \"search\"}",
        "{\"arguments\": {}}",
        "{\"name\": \"search\", \"arguments\": [1]}",
        "{\"name\": 7, \"arguments\": {}}",
        "{\"name\": \"search\", \"arguments\": {}} and more"
      })
  void brokenCallSaysWhatACallMustContain(String inside) {
    assertThat(call(inside))
        .isInstanceOfSatisfying(
            ParsedCall.Broken.class,
            b -> assertThat(b.problem()).startsWith("Error: Tool call is not a valid JSON."));
  }

  @Test
  void wordPythonInAQueryGoesToTheSearch() {
    assertThat(call("{\"name\": \"search\", \"arguments\": {\"query\": [\"python asyncio\"]}}"))
        .isInstanceOfSatisfying(
            ParsedCall.Valid.class, v -> assertThat(v.name()).isEqualTo("search"));
  }

  @Test
  void codeBlockBecomesAnArgumentAlsoWhenTheCodeHoldsItsOwnClosingTag() {
    ParsedCall call =
        call(
            "{\"name\": \"PythonInterpreter\", \"arguments\": {}}\n<code>\nprint('</code>')\n</code>\n");

    assertThat(call)
        .isEqualTo(new ParsedCall.Valid("PythonInterpreter", "{\"code\":\"print('</code>')\"}"));
  }

  @Test
  void onlyTheFirstOfTwoCallsCounts() {
    ParsedReply reply =
        parse(
            "<tool_call>{\"name\":\"a\",\"arguments\":{}}</tool_call>"
                + "<tool_call>{\"name\":\"b\",\"arguments\":{}}</tool_call>");

    assertThat(reply.calls()).containsExactly(new ParsedCall.Valid("a", "{}"));
  }

  @Test
  void unclosedCallIsNone() {
    assertThat(parse("<tool_call>{\"name\":\"a\",\"arguments\":{}}").calls()).isEmpty();
  }

  @Test
  void echoedObservationIsCutOff() {
    assertThat(parse("<tool_response>\nx\n</tool_response><answer>no</answer>").answer()).isEmpty();
  }

  @Test
  void thinkingThatTheServerOpenedIsDropped() {
    assertThat(parse("so <answer>no</answer></think><answer>yes</answer>").answer())
        .contains("yes");
  }

  @Test
  void emptyAnswerIsNone() {
    assertThat(parse("<answer>  </answer>").answer()).isEmpty();
  }

  @Test
  void windowsLinesAndLongLinesAreRead() {
    String answer = "x".repeat(1_000_000);

    assertThat(parse("<answer>\r\n" + answer + "\r\n</answer>").answer()).contains(answer);
  }

  @Property(tries = 500)
  void nothingThatAModelWritesIsThrownBack(@ForAll String before, @ForAll String inside) {
    parse(before + "<tool_call>" + inside + "</tool_call><answer>");
  }
}
