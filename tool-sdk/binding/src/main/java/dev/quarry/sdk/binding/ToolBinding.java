package dev.quarry.sdk.binding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.quarry.sdk.Tool;
import java.util.List;
import java.util.Objects;

/**
 * The JSON side of one tool: its schema, and records from arguments.
 *
 * <p>Every binding has a JSON mapper of its own whose type factory has a cache of its own. A shared
 * mapper, and a new one with the default type cache as well, would hold the plugin's classes for
 * ever.
 *
 * <p>Safe for use by many threads. {@link #bind} runs the constructor of the plugin's record: the
 * host calls it like any other code of a plugin.
 *
 * @param <I> the input record
 */
public final class ToolBinding<I extends Record> {
  private static final int TYPE_CACHE_ENTRIES = 64;

  private final Class<I> inputType;
  private final ObjectMapper mapper;
  private final InputShape shape;
  private final String schemaJson;
  private final Schema validator;
  private final Sentences sentences;
  private final BindingLimits limits;

  private ToolBinding(Class<I> inputType, BindingLimits limits) {
    this.inputType = inputType;
    this.limits = limits;
    this.shape = InputShape.of(inputType);
    this.mapper = mapper(inputType.getClassLoader(), limits);
    ObjectNode schema = InputSchema.of(inputType, mapper);
    this.schemaJson = schema.toString();
    this.validator =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    this.sentences = new Sentences(schema);
  }

  /**
   * @throws IllegalArgumentException if the tool's input type is no record, or holds something that
   *     has no JSON form here; the message names the component
   */
  public static <I extends Record> ToolBinding<I> of(Tool<I> tool) {
    return of(tool, BindingLimits.DEFAULT);
  }

  /** As {@link #of(Tool)}, with other limits. */
  public static <I extends Record> ToolBinding<I> of(Tool<I> tool, BindingLimits limits) {
    Class<I> type = Objects.requireNonNull(tool.inputType(), "inputType() returned null");
    if (!type.isRecord()) {
      throw new IllegalArgumentException(
          "The input type " + type.getName() + " is no record; accepted is a class of a record");
    }
    return new ToolBinding<>(type, limits);
  }

  private static ObjectMapper mapper(ClassLoader loader, BindingLimits limits) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(limits.nesting()).build())
            .build();
    return JsonMapper.builder(factory)
        .typeFactory(
            TypeFactory.defaultInstance()
                .withClassLoader(loader)
                .withCache(new LRUMap<>(16, TYPE_CACHE_ENTRIES)))
        .addModule(new Jdk8Module()) // after the factory: it adds itself to that one
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .build();
  }

  /**
   * @return JSON Schema, draft 2020-12, in one line; the same text for the same record at any time
   */
  public String schemaJson() {
    return schemaJson;
  }

  /**
   * @param argumentsJson as the model wrote them; blank stands for no arguments
   * @return the input, or what is wrong
   */
  public Bound<I> bind(String argumentsJson) {
    if (argumentsJson.length() > limits.argumentChars()) {
      return new Bound.Problem<>(sentences.tooLong(argumentsJson.length(), limits.argumentChars()));
    }
    JsonNode arguments;
    try {
      arguments = mapper.readTree(argumentsJson.isBlank() ? "{}" : argumentsJson);
    } catch (JsonProcessingException broken) {
      return new Bound.Problem<>(sentences.notJson(reason(broken)));
    }
    shape.normalise(arguments);
    List<Error> errors = validator.validate(arguments);
    if (!errors.isEmpty()) {
      return new Bound.Problem<>(sentences.of(errors, arguments));
    }
    return convert(arguments);
  }

  private Bound<I> convert(JsonNode arguments) {
    try {
      return new Bound.Input<>(mapper.treeToValue(arguments, inputType));
    } catch (ValueInstantiationException thrown) {
      // The record's own constructor refused: its words are the best explanation.
      Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
      return new Bound.Problem<>(sentences.refused(String.valueOf(cause.getMessage())));
    } catch (JsonMappingException misfit) {
      String field =
          misfit.getPath().isEmpty() ? "" : "field \"" + misfit.getPathReference() + "\": ";
      return new Bound.Problem<>(sentences.refused(field + misfit.getOriginalMessage()));
    } catch (JsonProcessingException broken) {
      return new Bound.Problem<>(sentences.refused(reason(broken)));
    }
  }

  private static String reason(JsonProcessingException broken) {
    var at = broken.getLocation();
    String words = broken.getOriginalMessage().lines().findFirst().orElse("broken");
    return at == null
        ? words
        : "line %d, column %d: %s".formatted(at.getLineNr(), at.getColumnNr(), words);
  }
}
