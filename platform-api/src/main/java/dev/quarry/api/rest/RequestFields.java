package dev.quarry.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.api.error.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object, read one by one. What is wrong is collected, so that a client hears
 * of all its mistakes at once; a field that nobody asked for is one of them.
 */
final class RequestFields {
  private final ObjectNode object;
  private final String prefix;
  private final List<FieldError> errors;
  private final Set<String> asked = new LinkedHashSet<>();

  private RequestFields(ObjectNode object, String prefix, List<FieldError> errors) {
    this.object = object;
    this.prefix = prefix;
    this.errors = errors;
  }

  static RequestFields of(ObjectNode object) {
    return new RequestFields(object, "", new ArrayList<>());
  }

  List<FieldError> errors() {
    return errors;
  }

  void wrong(String field, String message) {
    errors.add(new FieldError(prefix + field, message));
  }

  /** What came, for a message. */
  static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case NUMBER -> "a number";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "a string";
      case MISSING -> "missing";
    };
  }

  Optional<String> text(String field) {
    JsonNode node = value(field);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      wrong(field, "is %s; a string is accepted".formatted(kind(node)));
      return Optional.empty();
    }
    if (!storable(node.textValue())) {
      wrong(field, "has a NUL character or half a surrogate pair, which is no text");
      return Optional.empty();
    }
    return Optional.of(node.textValue());
  }

  private static boolean storable(String text) {
    return text.codePoints()
        .noneMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
  }

  Optional<Boolean> truth(String field) {
    JsonNode node = value(field);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isBoolean()) {
      wrong(field, "is %s; true or false is accepted".formatted(kind(node)));
      return Optional.empty();
    }
    return Optional.of(node.booleanValue());
  }

  /**
   * A text of some length that is not blank.
   *
   * @param most characters
   */
  Optional<String> words(String field, int most) {
    Optional<String> text = text(field);
    if (text.isEmpty()) {
      return text;
    }
    String words = text.get();
    int length = words.codePointCount(0, words.length());
    if (words.isBlank()) {
      wrong(field, "is empty");
    } else if (length > most) {
      wrong(field, "has %,d characters; at most %,d are accepted".formatted(length, most));
    }
    return text;
  }

  /** The same for one that must be there. */
  Optional<String> requiredWords(String field, int most) {
    int before = errors.size();
    Optional<String> words = words(field, most);
    if (words.isEmpty() && errors.size() == before) {
      wrong(field, "is missing");
    }
    return words;
  }

  /**
   * @return each text once; empty when the field is absent or wrong
   */
  Optional<List<String>> texts(String field, int most) {
    JsonNode node = value(field);
    if (node == null) {
      return Optional.empty();
    }
    if (!node.isArray()) {
      wrong(field, "is %s; an array of strings is accepted".formatted(kind(node)));
      return Optional.empty();
    }
    if (node.size() > most) {
      wrong(field, "has %d elements; at most %d are accepted".formatted(node.size(), most));
      return Optional.empty();
    }
    Set<String> texts = new LinkedHashSet<>();
    int before = errors.size();
    for (int i = 0; i < node.size(); i++) {
      JsonNode element = node.get(i);
      if (element.isTextual()) {
        texts.add(element.textValue());
      } else {
        wrong("%s[%d]".formatted(field, i), "is %s; a string is accepted".formatted(kind(element)));
      }
    }
    return errors.size() == before ? Optional.of(List.copyOf(texts)) : Optional.empty();
  }

  OptionalLong integer(String field) {
    JsonNode node = value(field);
    if (node == null) {
      return OptionalLong.empty();
    }
    if (!node.isIntegralNumber()) {
      wrong(field, "is %s; a whole number is accepted".formatted(number(node)));
      return OptionalLong.empty();
    }
    if (!node.canConvertToLong()) {
      wrong(field, "is %s, which is too large".formatted(node.asText()));
      return OptionalLong.empty();
    }
    return OptionalLong.of(node.longValue());
  }

  OptionalDouble decimal(String field) {
    JsonNode node = value(field);
    if (node == null) {
      return OptionalDouble.empty();
    }
    if (!node.isNumber()) {
      wrong(field, "is %s; a number is accepted".formatted(kind(node)));
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(node.doubleValue());
  }

  private static String number(JsonNode node) {
    return node.isNumber() ? node.asText() : kind(node);
  }

  Optional<RequestFields> object(String field) {
    JsonNode node = value(field);
    if (node == null) {
      return Optional.empty();
    }
    if (!(node instanceof ObjectNode inner)) {
      wrong(field, "is %s; an object is accepted".formatted(kind(node)));
      return Optional.empty();
    }
    return Optional.of(new RequestFields(inner, prefix + field + ".", errors));
  }

  /**
   * @return all fields of an object whose names are the client's own
   */
  Map<String, String> allTexts() {
    Map<String, String> texts = new LinkedHashMap<>();
    object
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (storable(field)) {
                text(field).ifPresent(text -> texts.put(field, text));
              } else {
                errors.add(new FieldError(prefix + "*", "a name has a character that is no text"));
              }
            });
    return texts;
  }

  /** To be called last: every field that was not asked for is a mistake. */
  void refuseOthers() {
    object
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!asked.contains(field)) {
                wrong(
                    field,
                    "is not a known field; accepted are %s".formatted(String.join(", ", asked)));
              }
            });
  }

  private @Nullable JsonNode value(String field) {
    asked.add(field);
    return object.get(field);
  }
}
