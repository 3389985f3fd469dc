package dev.quarry.runner.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.trajectory.Sampling;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import java.util.List;
import org.junit.jupiter.api.Test;

/** IterResearch: what one report hands to the next. */
class WorkspaceBoundTest {
  @Test
  void reportsDoNotGrowWithTheRounds() throws Exception {
    // Given: a model that never runs out of calls and tools that always find more
    ExtractiveLimits many = new ExtractiveLimits(1_000, 3, 2, 5_000, 20_000, 32, 12, 64);
    ExtractiveModel model = new ExtractiveModel(TestModels.COUNTER, many, false);
    Play play = new Play(model, new Library(), new Play.Style(true, false));
    String report = "";
    String last = "";
    int longest = 0;

    // When
    for (int round = 1; round <= 60; round++) {
      String prompt = play.iterPrompt("Who designed the Golden Gate Bridge?", last, false);
      Sampling sampling = new Sampling(null, null, null, null, List.of(), false);
      String reply =
          Library.ask(model, new Prompt(List.of(new Message.User(prompt)), List.of(), sampling));
      report = Tagged.first(reply, "report").orElseThrow();
      longest = Math.max(longest, TestModels.COUNTER.count(report));
      String url = "https://e/" + round;
      String call = "{\"name\":\"visit\",\"arguments\":{\"url\":[\"" + url + "\"],\"goal\":\"g\"}}";
      String evidence =
          ("The Golden Gate Bridge number " + round + " was painted. ").repeat(1)
              + "Bridge designers "
              + "meet ".repeat(80)
              + round
              + ".";
      last =
          "<report>"
              + report
              + "</report><tool_call>"
              + call
              + "</tool_call><tool_response>"
              + Library.frame(url, "g", evidence, "s")
              + "</tool_response>";
    }

    // Then
    assertThat(longest).isLessThanOrEqualTo(5_000);
    assertThat(report).contains("Tool calls so far: 59").contains("was painted");
  }
}
