package dev.quarry.runner.mode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.NativeCall;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.runner.engine.FakeRollout;
import dev.quarry.runner.model.Prompt;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Prompts of version 1 – the first one, a later one, the forced last one – as they were when that
 * version came. A rollout that is under way can only be taken up while these stay.
 */
class PromptVersionTest {
  private static final String CALL =
      "<tool_call>{\"name\": \"search\", \"arguments\": {\"query\": [\"a\"]}}</tool_call>";

  @ParameterizedTest
  @CsvSource({
    "REACT,TAGS,b795d284fdb5ce44,14382376e4895599,2bcf139baa7da3ca",
    "REACT,NATIVE,428334fbb69c327b,6fe02d5cdbbeb0ad,bd0621bd741cbbbe",
    "ITER_RESEARCH,TAGS,6dbfd9390b3fda19,9f0e1c942a3dde4c,40a7ffdb5bed52f0",
    "ITER_RESEARCH,NATIVE,8e3809e5d754966b,6005e0b8992cd96d,787b070fc445e748"
  })
  void promptsAreBuiltAsTheyWere(
      Mode mode, Protocol protocol, String first, String later, String last) throws Exception {
    // Given
    var rollout =
        new FakeRollout()
            .mode(mode)
            .protocol(protocol)
            .budget(new Budget(3, 100, 100, 1_000_000, 100));
    for (int i = 0; i < 2; i++) {
      switch (protocol) {
        case TAGS -> rollout.replies("<report>status</report>" + CALL);
        case NATIVE ->
            rollout.reply(
                "<report>status</report>",
                List.of(new NativeCall("c", "search", "{\"query\":[\"a\"]}")));
      }
    }

    // When
    rollout.replies("<report>status</report><answer>Stevenson</answer>").run();

    // Then
    assertThat(rollout.prompts.stream().map(Prompt::hash).map(h -> h.substring(0, 16)))
        .containsExactly(first, later, last);
  }
}
