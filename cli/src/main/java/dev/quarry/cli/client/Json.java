package dev.quarry.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON trees: what the platform answers is passed on as it came, so that no field is lost here. */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * @throws IllegalArgumentException when it is not JSON
   */
  public static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The document, or something else when it is not a JSON object. */
  static JsonNode parseOr(String text, JsonNode otherwise) {
    try {
      JsonNode parsed = MAPPER.readTree(text);
      return parsed.isObject() ? parsed : otherwise;
    } catch (JsonProcessingException e) {
      return otherwise;
    }
  }

  /** On one line. */
  public static String line(JsonNode node) {
    return node.toString();
  }
}
