package dev.quarry.sdk.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarry.sdk.Describe;
import dev.quarry.sdk.Effect;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.ToolContext;
import dev.quarry.sdk.ToolResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ToolBindingTest {
  enum Region {
    NORTH,
    SOUTH
  }

  record Range(@Describe("First year") int from, @Describe("Last year") Optional<Integer> to) {}

  record Query(
      @Describe(value = "What to look for", min = 1, max = 3, acceptSingle = true)
          List<String> query,
      @Describe("Where") Optional<Region> region,
      @Describe(value = "A word", min = 2, max = 5) String alpha,
      @Describe("When") Optional<Range> years,
      @Describe("How sure") double weight,
      @Describe(value = "Several ranges", acceptSingle = true) Optional<List<Range>> ranges) {}

  record Picky(@Describe("Even") int even) {
    Picky {
      if (even % 2 != 0) {
        throw new IllegalArgumentException("even is " + even + "; accepted is an even number");
      }
    }
  }

  record Nothing() {}

  record Loop(Optional<Loop> next) {}

  record Mapped(Map<String, String> map) {}

  record RawList(@SuppressWarnings("rawtypes") List list) {}

  record Careless(@Describe(value = "x", acceptSingle = true) String x) {}

  record FixedTool<I extends Record>(Class<I> inputType) implements Tool<I> {
    @Override
    public String name() {
      return "probe";
    }

    @Override
    public String description() {
      return "A probe";
    }

    @Override
    public Effect effect() {
      return Effect.READ;
    }

    @Override
    public ToolResult call(I input, ToolContext context) {
      return ToolResult.success("");
    }
  }

  private static <I extends Record> ToolBinding<I> binding(Class<I> type) {
    return ToolBinding.of(new FixedTool<>(type));
  }

  @Test
  void schemaSaysTypesBoundsAndMeaningInTheOrderOfTheRecord() throws Exception {
    // Given
    ToolBinding<Query> binding = binding(Query.class);

    // When
    String schema = binding.schemaJson();

    // Then
    String range =
        """
        {"type":"object","properties":{\
        "from":{"type":"integer","description":"First year"},\
        "to":{"type":"integer","description":"Last year"}},\
        "required":["from"],%s"additionalProperties":false}""";
    var mapper = new ObjectMapper();
    assertThat(mapper.readTree(schema))
        .isEqualTo(
            mapper.readTree(
                """
                {"type":"object","properties":{
                "query":{"type":"array","items":{"type":"string"},"minItems":1,"maxItems":3,
                  "description":"What to look for"},
                "region":{"type":"string","enum":["NORTH","SOUTH"],"description":"Where"},
                "alpha":{"type":"string","minLength":2,"maxLength":5,"description":"A word"},
                "years":%s,
                "weight":{"type":"number","description":"How sure"},
                "ranges":{"type":"array","items":%s,"description":"Several ranges"}},
                "required":["query","alpha","weight"],"additionalProperties":false}"""
                    .formatted(range.formatted("\"description\":\"When\","), range.formatted(""))));
    assertThat(schema.indexOf("\"query\":")).isPositive().isLessThan(schema.indexOf("\"region\":"));
    assertThat(schema.indexOf("\"region\":")).isLessThan(schema.indexOf("\"alpha\":"));
    assertThat(schema.indexOf("\"years\":")).isLessThan(schema.indexOf("\"weight\":"));
    assertThat(binding(Query.class).schemaJson()).isEqualTo(schema);
  }

  @Test
  void fittingArgumentsBecomeTheRecord() {
    // When
    Bound<Query> bound =
        binding(Query.class)
            .bind(
                """
                {"query":["a","b"],"region":"SOUTH","alpha":"four","years":{"from":1999},
                 "weight":1,"ranges":[{"from":1,"to":2}]}""");

    // Then
    assertThat(bound)
        .isEqualTo(
            new Bound.Input<>(
                new Query(
                    List.of("a", "b"),
                    Optional.of(Region.SOUTH),
                    "four",
                    Optional.of(new Range(1999, Optional.empty())),
                    1.0,
                    Optional.of(List.of(new Range(1, Optional.of(2)))))));
  }

  @Test
  void bareElementsBecomeListsAndNullsOfOptionalsAreAbsent() {
    // When
    Bound<Query> bound =
        binding(Query.class)
            .bind(
                """
                {"query":"a","region":null,"alpha":"four","years":null,"weight":0.5,
                 "ranges":{"from":1,"to":null}}""");

    // Then
    assertThat(bound)
        .isEqualTo(
            new Bound.Input<>(
                new Query(
                    List.of("a"),
                    Optional.empty(),
                    "four",
                    Optional.empty(),
                    0.5,
                    Optional.of(List.of(new Range(1, Optional.empty()))))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"alpha":"four","weight":1} | The field "query" is missing; accepted is a list of 1 to 3 items, each a string.
          {"queries":["a"],"alpha":"four","weight":1} | The field "query" is missing (came: "queries"); accepted is a list of 1 to 3 items, each a string.
          {"query":["a"],"alpha":"four","weight":1,"x":1} | The field "x" is not known; accepted are "query", "region", "alpha", "years", "weight", "ranges".
          {"query":[5],"alpha":"four","weight":1} | The field "query[0]" is the number 5; accepted is a string.
          {"query":[],"alpha":"four","weight":1} | The field "query" is a list of 0 items; accepted is a list of 1 to 3 items, each a string.
          {"query":["a"],"alpha":"f","weight":1} | The field "alpha" is the string "f"; accepted is a string of 2 to 5 characters.
          {"query":["a"],"alpha":"four","weight":"1"} | The field "weight" is the string "1"; accepted is a number.
          {"query":["a"],"alpha":null,"weight":1} | The field "alpha" is null; accepted is a string of 2 to 5 characters.
          {"query":["a"],"alpha":"four","weight":1,"region":"EAST"} | The field "region" is the string "EAST"; accepted is one of "NORTH", "SOUTH".
          {"query":["a"],"alpha":"four","weight":1,"years":{"from":1.5}} | The field "years.from" is the number 1.5; accepted is a whole number.
          {"query":["a"],"alpha":"four","weight":1,"ranges":[{"from":1},{}]} | The field "ranges[1].from" is missing; accepted is a whole number.
          {"query":["a"],"alpha":"four","weight":1,"years":[]} | The field "years" is a list of 0 items; accepted is an object with "from", "to" (optional).
          ["a"] | The arguments are a list of 1 item; accepted is an object with "query", "region" (optional), "alpha", "years" (optional), "weight", "ranges" (optional).
          """)
  void misfitsAreToldInOneSentence(String arguments, String sentence) {
    // When
    Bound<Query> bound = binding(Query.class).bind(arguments);

    // Then
    assertThat(bound).isEqualTo(new Bound.Problem<Query>(sentence));
  }

  @Test
  void brokenJsonIsToldWithItsPlace() {
    assertThat(binding(Nothing.class).bind("{\"a\": tru}"))
        .isInstanceOfSatisfying(
            Bound.Problem.class,
            p ->
                assertThat(p.message())
                    .startsWith("The arguments are not JSON (line 1, column 7: ")
                    .endsWith("accepted is an object without fields."));
    assertThat(binding(Nothing.class).bind("{} {}"))
        .isInstanceOfSatisfying(
            Bound.Problem.class, p -> assertThat(p.message()).contains("not JSON"));
  }

  @Test
  void hugeAndDeepArgumentsAreRefused() {
    // Given
    ToolBinding<Nothing> binding =
        ToolBinding.of(new FixedTool<>(Nothing.class), new BindingLimits(100, 5));

    // Then
    assertThat(binding.bind(" ".repeat(101)))
        .isEqualTo(
            new Bound.Problem<>("The arguments have 101 characters; accepted are at most 100."));
    assertThat(binding.bind("{\"a\":[[[[[1]]]]]}"))
        .isInstanceOfSatisfying(
            Bound.Problem.class, p -> assertThat(p.message()).contains("nesting depth"));
    assertThat(binding.bind("")).isEqualTo(new Bound.Input<>(new Nothing()));
  }

  @Test
  void whatTheRecordItselfRefusesIsTold() {
    assertThat(binding(Picky.class).bind("{\"even\":3}"))
        .isEqualTo(
            new Bound.Problem<>(
                "The arguments were refused: even is 3; accepted is an even number"));
    assertThat(binding(Picky.class).bind("{\"even\":30000000000}"))
        .isInstanceOfSatisfying(
            Bound.Problem.class,
            p -> assertThat(p.message()).contains("even").contains("out of range"));
  }

  @Test
  void recordsWithoutAJsonFormAreRefusedByName() {
    assertThatThrownBy(() -> binding(Mapped.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("component map of the input record Mapped")
        .hasMessageContaining("accepted: String");
    assertThatThrownBy(() -> binding(Loop.class)).hasMessageContaining("contains itself");
    assertThatThrownBy(() -> binding(RawList.class)).hasMessageContaining("does not say");
    assertThatThrownBy(() -> binding(Careless.class)).hasMessageContaining("is no List");
    assertThatThrownBy(() -> binding(Record.class)).hasMessageContaining("is no record");
  }
}
