package dev.quarry.runner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.core.trajectory.Sampling;
import dev.quarry.runner.model.Message;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.TokenCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PromptSizeTest {
  private final List<String> counted = new ArrayList<>();
  private final PromptSize size =
      new PromptSize(
          new TokenCounter() {
            @Override
            public int count(String text) {
              counted.add(text);
              return text.length();
            }

            @Override
            public String truncate(String text, int maxTokens) {
              throw new UnsupportedOperationException();
            }
          });

  private static Prompt prompt(String... texts) {
    // New strings each time, as a mode makes them.
    List<Message> messages =
        Stream.of(texts)
            .<Message>map(t -> new Message.User(String.valueOf(t.toCharArray())))
            .toList();
    return new Prompt(messages, List.of(), new Sampling(0.6, 0.95, 1.1, 100, List.of(), false));
  }

  @Test
  void onlyWhatIsNewAtTheEndIsCounted() {
    assertThat(size.of(prompt("ab", "cde")).exact()).isEqualTo(5);
    assertThat(size.of(prompt("ab", "cde", "f")).exact()).isEqualTo(6);
    assertThat(counted).containsExactly("ab", "cde", "f");
  }

  @Test
  void messageThatChangedIsCountedAgain() {
    size.of(prompt("ab", "cde", "f")).exact();

    assertThat(size.of(prompt("ab", "xy")).exact()).isEqualTo(4);
    assertThat(size.of(prompt("ab", "cde", "f")).exact()).isEqualTo(6);
    assertThat(counted).containsExactly("ab", "cde", "f", "xy", "cde", "f");
  }

  @Test
  void nothingIsCountedWhereTheLengthTells() {
    PromptSize.Size of = size.of(prompt("ab", "cde"));

    assertThat(of.exceeds(15)).isFalse();
    assertThat(counted).isEmpty();

    assertThat(of.exceeds(5)).isFalse();
    assertThat(of.exceeds(4)).isTrue();
    assertThat(counted).containsExactly("ab", "cde");
  }
}
