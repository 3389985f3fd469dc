package dev.quarry.runner.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.Sampling;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.ToolDefinition;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the prompt: a reply, never an exception, and the same one again. */
class GarbagePromptProperties {
  private static final List<String> PIECES =
      List.of(
          "<question>",
          "</question>",
          "<report>",
          "</report>",
          ReportNotes.FIRST_LINE,
          "<tool_call>",
          "</tool_call>",
          "<tool_response>",
          "</tool_response>",
          "<tools>",
          "</tools>",
          "<think>",
          "</think>",
          "<webpage_content>",
          "</webpage_content>",
          "<user_goal>",
          "</user_goal>",
          "{\"name\":\"visit\",\"arguments\":{\"url\":[\"u\"],\"goal\":1}}",
          "{\"name\":7,\"arguments\":\"{\"}",
          "[{\"name\":\"search\",\"parameters\":{\"properties\":{\"query\":{}},\"required\":\"x\"}}]",
          "The useful information in u for user goal ",
          "Evidence in page:",
          "\nSummary:",
          "1. [",
          "](",
          ")\n",
          "\n=======\n",
          "## Evidence\n- a | b | c.\n",
          "## Pages visited\n- u | 99 | g\n",
          "Tool calls so far: 999999\n",
          "Who ",
          "did the ",
          "of ",
          "in which ",
          "how many ",
          "born?",
          "König 東京 \uD83D\uDE00 ",
          "12.5 ",
          "\u0000",
          "'s ",
          "St. ",
          PromptReader.FINAL);

  private final ExtractiveModel model = TestModels.model(false);

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> piece =
        Arbitraries.oneOf(Arbitraries.of(PIECES), Arbitraries.strings().ofMaxLength(12));
    return piece.list().ofMaxSize(24).map(l -> String.join("", l));
  }

  @Provide
  Arbitrary<List<Message>> messages() {
    Arbitrary<Message> message =
        Arbitraries.oneOf(
            texts().map(t -> (Message) new Message.System(t)),
            texts().map(t -> (Message) new Message.User(t)),
            texts()
                .map(
                    t ->
                        (Message)
                            new Message.Assistant(t, List.of(new NativeCall("a", "visit", t)))),
            texts().map(t -> (Message) new Message.ToolOutput("a", t)));
    return message.list().ofMaxSize(6);
  }

  @Property(tries = 400)
  void replyComesAndIsTheSameAgain(
      @ForAll("messages") List<Message> messages, @ForAll("texts") String schema)
      throws InterruptedException {
    // Given
    Sampling sampling = new Sampling(null, null, null, null, List.of(), false);
    Prompt prompt =
        new Prompt(messages, List.of(new ToolDefinition("search", "", schema)), sampling);

    // When
    ModelOutcome first = model.ask(prompt, "k");

    // Then
    assertThat(first).isInstanceOf(ModelOutcome.Reply.class);
    assertThat(model.ask(prompt, "k")).isEqualTo(first);
  }
}
