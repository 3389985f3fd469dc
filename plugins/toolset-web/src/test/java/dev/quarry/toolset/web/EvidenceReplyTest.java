package dev.quarry.toolset.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceReplyTest {
  private static final Optional<Evidence> EXPECTED = Optional.of(new Evidence("R", "E\nF", "S"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rational\":\"R\",\"evidence\":\"E\\nF\",\"summary\":\"S\"}",
        "{\"rationale\":\"R\",\"evidence\":\"E\\nF\",\"summary\":\"S\",\"more\":1}",
        "```json\n{\"rational\":\"R\",\"evidence\":\"E\nF\",\"summary\":\"S\",}\n```",
        "Here it is:\n```\n{\"rational\":\"R\",\"evidence\":[\"E\",\"F\"],\"summary\":\"S\"}\n``` {ok}",
        "Sure! {\"rational\":\"R\",\"evidence\":\"E\\nF\",\"summary\":\"S\"} Anything else?",
        "<think>maybe {\"evidence\":\"no\"}</think>{\"rational\":\"R\",\"evidence\":\"E\\nF\",\"summary\":\"S\"}",
        "{\"result\":{\"rational\":\"R\",\"evidence\":\"E\\nF\",\"summary\":\"S\"}}",
      })
  void objectIsFoundHoweverItIsWrapped(String reply) {
    assertThat(EvidenceReply.parse(reply)).isEqualTo(EXPECTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "I found nothing.",
        "{\"rational\":\"R\"}",
        "{\"evidence\":",
        "}{"
      })
  void anythingElseIsNoReply(String reply) {
    assertThat(EvidenceReply.parse(reply)).isEmpty();
  }
}
