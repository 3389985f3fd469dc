package dev.quarry.runner.model.extractive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON inside prompts and replies. Reading is tolerant; what cannot be read is absent, not an
 * error.
 */
final class JsonText {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .build();

  private JsonText() {}

  static JsonNode read(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** Objects of a JSON list, or one object a line. */
  static List<JsonNode> objects(String text) {
    List<JsonNode> objects = new ArrayList<>();
    JsonNode whole = read(text.strip());
    if (whole.isArray()) {
      whole.forEach(objects::add);
      return objects;
    }
    for (String line : text.split("\\R")) {
      JsonNode node = read(line.strip());
      if (node.isObject()) {
        objects.add(node);
      } else if (node.isArray()) {
        node.forEach(objects::add);
      }
    }
    if (objects.isEmpty() && whole.isObject()) {
      objects.add(whole);
    }
    return objects;
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** A list of strings, or a bare string. */
  static List<String> strings(JsonNode node) {
    List<String> strings = new ArrayList<>();
    if (node.isTextual()) {
      strings.add(node.asText());
    }
    if (node.isArray()) {
      node.forEach(n -> strings.add(n.asText()));
    }
    return strings;
  }

  static void put(ObjectNode object, String field, List<String> values, boolean list) {
    if (!list) {
      object.put(field, values.getFirst());
      return;
    }
    ArrayNode array = object.putArray(field);
    values.forEach(array::add);
  }

  /** JSON text in which no tag of a prompt can stand. */
  static String write(JsonNode node) {
    return node.toString().replace("<", "\\u003c").replace(">", "\\u003e");
  }
}
