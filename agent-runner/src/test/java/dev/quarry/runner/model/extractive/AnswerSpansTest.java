package dev.quarry.runner.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerSpansTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Where was Thomas Bouch born?|Thomas Bouch was born in Thursby in Cumberland in 1822.|Thursby",
        "In which county was Thomas Bouch born?|Thomas Bouch was born in Thursby in Cumberland in 1822.|Cumberland",
        "In which year was Thomas Bouch born?|Thomas Bouch was born in Thursby in Cumberland in 1822.|1822",
        "When was the Tay Bridge destroyed?|The Tay Bridge was destroyed on 28 December 1879.|28 December 1879",
        "Who designed the Tay Bridge?|The Tay Bridge was designed by Thomas Bouch.|Thomas Bouch",
        "How many arches does the viaduct have?|The viaduct, opened in 1885, has twenty-four arches.|twenty-four arches",
        "How long is the bridge?|Opened in 1826, the bridge is 176 metres long.|176 metres",
        "What was the cost of the bridge?|The cost of the bridge was £3,200,000 in 1890.|£3,200,000",
        "Which canal did Thomas Telford build?|Thomas Telford built the Caledonian Canal across the Highlands.|Caledonian Canal",
        "On which hill did the engineer die?|The engineer died on the Great Orme in Wales.|Great Orme",
      })
  void spanHasTheAskedForm(String question, String sentence, String expected) {
    // Given
    AnswerSpans spans = new AnswerSpans(QuestionReader.read(question));

    // When
    var span = spans.find(new Passage(new Evidence("u", "", "", sentence)), List.of());

    // Then
    assertThat(span).get().extracting(AnswerSpan::text).isEqualTo(expected);
  }

  @Test
  void yearIsNoCountAndNoMeasure() {
    // Given
    Passage passage = new Passage(new Evidence("u", "", "", "The bridge was opened in 1826."));

    // Then
    assertThat(
            new AnswerSpans(QuestionReader.read("How long is the bridge?"))
                .find(passage, List.of()))
        .isEmpty();
    assertThat(
            new AnswerSpans(QuestionReader.read("How many arches does the bridge have?"))
                .find(passage, List.of()))
        .isEmpty();
  }
}
