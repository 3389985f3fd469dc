package dev.quarry.sdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Looks through the schema of one tool. */
final class SchemaCheck {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final String tool;
  private final JsonNode schema;

  SchemaCheck(String tool, String schemaJson) {
    this.tool = tool;
    try {
      this.schema = MAPPER.readTree(schemaJson);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  void everyPropertyIsDescribed() {
    if (!schema.path("type").asText().equals("object")) {
      fail("the schema of the tool %s is no object: %s", tool, schema);
    }
    look(schema, "");
  }

  private void look(JsonNode node, String path) {
    node.path("properties")
        .properties()
        .forEach(
            property -> {
              String name = path + property.getKey();
              assertThat(property.getValue().path("description").asText())
                  .as("the description of %s of the tool %s: add @Describe", name, tool)
                  .isNotBlank();
              look(property.getValue(), name + ".");
            });
    if (node.has("items")) {
      look(node.get("items"), path.replaceFirst("\\.$", "[]."));
    }
  }
}
