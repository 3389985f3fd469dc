package dev.quarry.sdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.sdk.Tool;
import dev.quarry.sdk.binding.Bound;
import dev.quarry.sdk.binding.ToolBinding;

/** Spoils a tool's example in every way that has a name and looks at what is said. */
final class ArgumentCheck<I extends Record> {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String STRANGE = "no-such-field";

  private final String tool;
  private final ToolBinding<I> binding;
  private final String example;

  ArgumentCheck(Tool<I> tool, String example) {
    this.tool = tool.name();
    this.binding = ToolBinding.of(tool);
    this.example = example;
  }

  void run() {
    if (binding.bind(example) instanceof Bound.Problem<I>(String message)) {
      fail("the example of the tool %s does not fit: %s", tool, message);
    }
    ObjectNode good = object();
    refused(good.deepCopy().put(STRANGE, 1), STRANGE);
    for (JsonNode required : schema().path("required")) {
      ObjectNode lacking = good.deepCopy();
      lacking.remove(required.asText());
      refused(lacking, required.asText());
    }
    schema()
        .path("properties")
        .fieldNames()
        .forEachRemaining(
            name ->
                refused(good.deepCopy().set(name, MAPPER.createObjectNode().put("$", 1)), name));
  }

  private void refused(JsonNode arguments, String field) {
    switch (binding.bind(arguments.toString())) {
      case Bound.Input<I> _ ->
          fail("the tool %s accepts %s, spoiled at %s", tool, arguments, field);
      case Bound.Problem<I>(String message) ->
          assertThat(message).as("what the tool %s says of %s", tool, arguments).contains(field);
    }
  }

  private ObjectNode object() {
    try {
      return (ObjectNode) MAPPER.readTree(example.isBlank() ? "{}" : example);
    } catch (JsonProcessingException | ClassCastException wrong) {
      return fail("the example of the tool %s is no JSON object: %s", tool, example);
    }
  }

  private JsonNode schema() {
    try {
      return MAPPER.readTree(binding.schemaJson());
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
