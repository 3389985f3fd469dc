package dev.quarry.runner.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Tool calls as JSON, read the way models write it: JSON5 leniency, strict outcome. */
final class CallJson {
  static final String NOT_VALID =
      "Error: Tool call is not a valid JSON. Tool call must contain a valid \"name\" and"
          + " \"arguments\" field.";

  private static final ObjectMapper LENIENT =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(64).build())
                  .build())
          .enable(
              JsonReadFeature.ALLOW_JAVA_COMMENTS,
              JsonReadFeature.ALLOW_YAML_COMMENTS,
              JsonReadFeature.ALLOW_SINGLE_QUOTES,
              JsonReadFeature.ALLOW_TRAILING_COMMA,
              JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES,
              JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
              JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER,
              JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private CallJson() {}

  /**
   * Reads the inside of a {@code <tool_call>} block. The name decides where the arguments come
   * from: code between {@code <code>} tags becomes the argument {@code code}.
   */
  static ParsedCall readBlock(String block) {
    int code = block.indexOf('<' + Tags.CODE + '>');
    String json = code < 0 ? block : block.substring(0, code);
    ParsedCall call = readCall(json);
    return switch (call) {
      case ParsedCall.Valid valid when code >= 0 ->
          Tags.widest(block, Tags.CODE)
              .<ParsedCall>map(text -> new ParsedCall.Valid(valid.name(), withCode(text)))
              .orElseGet(() -> new ParsedCall.Broken(NOT_VALID + " <code> is not closed."));
      case ParsedCall.Valid valid -> valid;
      case ParsedCall.Broken broken -> broken;
    };
  }

  private static ParsedCall readCall(String json) {
    try {
      JsonNode call = LENIENT.readTree(json.strip());
      JsonNode name = call.get("name");
      if (!call.isObject() || name == null || !name.isTextual() || name.asText().isBlank()) {
        return new ParsedCall.Broken(NOT_VALID);
      }
      return withArguments(name.asText().strip(), call.get("arguments"));
    } catch (JsonProcessingException e) {
      return new ParsedCall.Broken(NOT_VALID + " " + firstLine(e.getOriginalMessage()));
    }
  }

  /** Reads the arguments of a native call. */
  static ParsedCall readNative(String name, String arguments) {
    if (name.isBlank()) {
      return new ParsedCall.Broken(NOT_VALID);
    }
    try {
      String json = arguments.isBlank() ? "{}" : arguments;
      return withArguments(name, LENIENT.readTree(json));
    } catch (JsonProcessingException e) {
      return new ParsedCall.Broken(NOT_VALID + " " + firstLine(e.getOriginalMessage()));
    }
  }

  private static ParsedCall withArguments(
      String name, @org.jspecify.annotations.Nullable JsonNode arguments)
      throws JsonProcessingException {
    JsonNode unwrapped =
        arguments != null && arguments.isTextual()
            ? LENIENT.readTree(arguments.asText())
            : arguments;
    return unwrapped instanceof ObjectNode object
        ? new ParsedCall.Valid(name, object.toString())
        : new ParsedCall.Broken(NOT_VALID + " \"arguments\" is not an object.");
  }

  private static String withCode(String code) {
    return LENIENT.createObjectNode().put("code", code).toString();
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
