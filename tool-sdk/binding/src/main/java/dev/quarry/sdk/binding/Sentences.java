package dev.quarry.sdk.binding;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Says in one sentence what is wrong with arguments: the field, what came, what is accepted. */
final class Sentences {
  private static final int QUOTED_CHARS = 60;
  private static final int SENTENCE_CHARS = 600;
  private static final List<String> FIRST = List.of("required", "additionalProperties", "type");

  private final JsonNode schema;

  Sentences(JsonNode schema) {
    this.schema = schema;
  }

  String notJson(String reason) {
    return clip(
        "The arguments are not JSON (%s); accepted is %s.".formatted(reason, accepted(schema)),
        SENTENCE_CHARS);
  }

  String tooLong(int came, int accepted) {
    return "The arguments have %,d characters; accepted are at most %,d.".formatted(came, accepted);
  }

  String refused(String reason) {
    return clip("The arguments were refused: %s".formatted(reason), SENTENCE_CHARS);
  }

  /** The sentence for the error that a model should mend first. */
  String of(List<Error> errors, JsonNode arguments) {
    Error error =
        errors.stream()
            .min(
                Comparator.comparingInt(Sentences::rank)
                    .thenComparing(e -> e.getInstanceLocation().toString()))
            .orElseThrow();
    NodePath at = error.getInstanceLocation();
    String sentence =
        switch (error.getKeyword()) {
          case "required" -> missing(at, error.getProperty(), arguments);
          case "additionalProperties" -> unknown(at, error.getProperty());
          default -> misfit(at, arguments);
        };
    return clip(sentence, SENTENCE_CHARS);
  }

  private static int rank(Error error) {
    int rank = FIRST.indexOf(error.getKeyword());
    return rank < 0 ? FIRST.size() : rank;
  }

  private String missing(NodePath at, String name, JsonNode arguments) {
    JsonNode object = schemaAt(at);
    Set<String> known = Set.copyOf(names(object.path("properties")));
    List<String> strange =
        names(valueAt(at, arguments)).stream().filter(n -> !known.contains(n)).toList();
    String came = strange.isEmpty() ? "" : " (came: " + quoted(strange) + ")";
    return "The field %s is missing%s; accepted is %s."
        .formatted(field(at, name), came, accepted(object.path("properties").path(name)));
  }

  private String unknown(NodePath at, String name) {
    List<String> known = names(schemaAt(at).path("properties"));
    return known.isEmpty()
        ? "The field %s is not known; accepted are no fields.".formatted(field(at, name))
        : "The field %s is not known; accepted %s %s."
            .formatted(field(at, name), known.size() == 1 ? "is" : "are", quoted(known));
  }

  private String misfit(NodePath at, JsonNode arguments) {
    String what =
        at.getNameCount() == 0 ? "The arguments are" : "The field " + field(at, "") + " is";
    return "%s %s; accepted is %s."
        .formatted(what, came(valueAt(at, arguments)), accepted(schemaAt(at)));
  }

  private static String field(NodePath at, String last) {
    var out = new StringBuilder();
    for (int i = 0; i < at.getNameCount(); i++) {
      Object element = at.getElement(i);
      if (element instanceof Number) {
        out.append('[').append(element).append(']');
      } else {
        out.append(out.isEmpty() ? "" : ".").append(element);
      }
    }
    if (!last.isEmpty()) {
      out.append(out.isEmpty() ? "" : ".").append(last);
    }
    return '"' + clip(out.toString(), QUOTED_CHARS) + '"';
  }

  private JsonNode schemaAt(NodePath at) {
    JsonNode node = schema;
    for (int i = 0; i < at.getNameCount(); i++) {
      Object element = at.getElement(i);
      node =
          element instanceof Number
              ? node.path("items")
              : node.path("properties").path(element.toString());
    }
    return node;
  }

  private static JsonNode valueAt(NodePath at, JsonNode arguments) {
    JsonNode node = arguments;
    for (int i = 0; i < at.getNameCount(); i++) {
      Object element = at.getElement(i);
      node = element instanceof Number n ? node.path(n.intValue()) : node.path(element.toString());
    }
    return node;
  }

  private static String came(JsonNode value) {
    return switch (value.getNodeType()) {
      case NULL, MISSING -> "null";
      case STRING ->
          value.textValue().length() > QUOTED_CHARS
              ? "a string of %,d characters".formatted(value.textValue().length())
              : "the string " + value;
      case NUMBER -> "the number " + clip(value.toString(), QUOTED_CHARS);
      case BOOLEAN -> "the boolean " + value;
      case ARRAY -> "a list of " + items(value.size());
      case OBJECT -> "an object";
      case BINARY, POJO -> "no JSON value";
    };
  }

  private static String items(int n) {
    return n == 1 ? "1 item" : n + " items";
  }

  private static String accepted(JsonNode schema) {
    if (schema.has("enum")) {
      return "one of "
          + StreamSupport.stream(schema.get("enum").spliterator(), false)
              .map(JsonNode::toString)
              .collect(Collectors.joining(", "));
    }
    if (schema.has("const")) {
      return schema.get("const").toString();
    }
    return switch (schema.path("type").asText()) {
      case "string" -> "a string" + range(schema, "Length", "character");
      case "array" ->
          "a list" + range(schema, "Items", "item") + ", each " + accepted(schema.path("items"));
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "boolean" -> "true or false";
      default -> object(schema);
    };
  }

  private static String object(JsonNode schema) {
    Set<String> required =
        StreamSupport.stream(schema.path("required").spliterator(), false)
            .map(JsonNode::textValue)
            .collect(Collectors.toSet());
    List<String> fields = new ArrayList<>();
    for (String name : names(schema.path("properties"))) {
      fields.add('"' + name + '"' + (required.contains(name) ? "" : " (optional)"));
    }
    return fields.isEmpty()
        ? "an object without fields"
        : "an object with " + String.join(", ", fields);
  }

  private static String range(JsonNode schema, String aspect, String unit) {
    int min = schema.path("min" + aspect).asInt(0);
    int max = schema.path("max" + aspect).asInt(0);
    if (min == 0 && max == 0) {
      return "";
    }
    if (min == max) {
      return " of %d %s".formatted(min, unit + (min == 1 ? "" : "s"));
    }
    if (max == 0) {
      return " of at least %d %s".formatted(min, unit + (min == 1 ? "" : "s"));
    }
    return min == 0
        ? " of at most %d %s".formatted(max, unit + (max == 1 ? "" : "s"))
        : " of %d to %d %ss".formatted(min, max, unit);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String quoted(List<String> names) {
    return names.stream()
        .map(n -> '"' + clip(n, QUOTED_CHARS) + '"')
        .collect(Collectors.joining(", "));
  }

  private static String clip(String text, int chars) {
    return text.length() <= chars ? text : text.substring(0, chars - 1) + "…";
  }
}
