package dev.quarry.runner.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Who designed the Forth Bridge?|PERSON",
        "Where was Thomas Telford born?|PLACE",
        "In which city was Gustave Eiffel born?|PLACE",
        "When was the Tay Bridge opened?|DATE",
        "In which year did Thomas Bouch die?|DATE",
        "How many people worked on the Forth Bridge?|COUNT",
        "How long is the Forth Bridge?|QUANTITY",
        "What is the length of the Forth Bridge?|QUANTITY",
        "Which river does the Garabit Viaduct cross?|PLACE",
        "Of which illness did John Roebling die?|THING",
        "Which engineer finished the Brooklyn Bridge?|PERSON",
        "What is a cantilever bridge?|DEFINITION",
        "Why did the Tay Bridge fall?|DESCRIPTION",
        "How does a caisson work?|DESCRIPTION",
        "Is the Forth Bridge red?|DESCRIPTION",
        "What did the designer of the Forth Bridge win in 1890?|DESCRIPTION",
        "suspension bridges|DESCRIPTION",
      })
  void kindOfAnswerFollowsFromTheForm(String question, AnswerType type) {
    assertThat(QuestionReader.read(question).type()).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "In which town was the designer of the first Tay Bridge born?|designer|born",
        "Where did the engineer who finished the Brooklyn Bridge die?|engineer|die",
        "Where was the man born who patented the sliding joint for bridges?|man|born",
        "Which tower did the builder of the Garabit Viaduct design?|builder|design",
        "In which city was the inventor of the cable on which the tram is pulled born?|inventor|born",
        "Who wrote a book about the gale that destroyed the first Tay Bridge?|gale|wrote book",
      })
  void describedThingIsSplitFromWhatIsAskedAboutIt(String question, String head, String focus) {
    // When
    QuestionAnalysis analysis = QuestionReader.read(question);

    // Then
    assertThat(analysis.description()).isNotNull();
    assertThat(analysis.description().head()).isEqualTo(head);
    assertThat(analysis.of(Term.Role.FOCUS))
        .extracting(Term::surface)
        .containsExactly(focus.split(" "));
  }

  @Test
  void questionIsAskedAgainWithTheNameThatWasFound() {
    // Given
    QuestionAnalysis analysis =
        QuestionReader.read("In which town was the designer of the first Tay Bridge born?");

    // Then
    assertThat(analysis.about("Thomas Bouch")).isEqualTo("In which town was Thomas Bouch born?");
  }

  @Test
  void namesAndNumbersAreKept() {
    // When
    QuestionAnalysis analysis =
        QuestionReader.read("How many trains crossed the Forth Bridge in 1890?");

    // Then
    assertThat(analysis.names()).extracting(Name::text).containsExactly("Forth Bridge");
    assertThat(analysis.terms())
        .filteredOn(Term::required)
        .extracting(Term::surface)
        .containsExactly("1890");
  }

  @Test
  void uploadedFilesAreNoPartOfTheQuestion() {
    // When
    QuestionAnalysis analysis =
        QuestionReader.read("(Uploaded 1 file: ['plan.pdf'])\n\nWho drew the plan?");

    // Then
    assertThat(analysis.text()).isEqualTo("Who drew the plan?");
  }

  @Test
  void queriesStartWithTheDescribedThing() {
    // Given
    QueryPlanner planner =
        new QueryPlanner(
            QuestionReader.read("In which town was the designer of the first Tay Bridge born?"), 3);

    // Then
    assertThat(planner.first())
        .isEqualTo(
            List.of(
                "designer first Tay Bridge", "town designer first Tay Bridge born", "Tay Bridge"));
    assertThat(planner.about(Name.of("Thomas Bouch")))
        .isEqualTo(List.of("Thomas Bouch town born", "Thomas Bouch"));
  }
}
