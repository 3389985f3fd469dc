package dev.quarry.runner.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.core.trajectory.ToolSpec;
import java.util.List;
import java.util.stream.Collectors;

/** Tools as text in a prompt. */
public final class ToolList {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private ToolList() {}

  /**
   * @return one JSON object a line in the function style of OpenAI, as the ReAct prompt holds them
   */
  public static String lines(List<ToolSpec> tools) {
    return tools.stream()
        .map(
            t -> {
              ObjectNode wrapper = JSON.createObjectNode().put("type", "function");
              wrapper.set("function", function(t));
              return wrapper.toString();
            })
        .collect(Collectors.joining("\n"));
  }

  /**
   * @return a JSON list of name, description and parameters, as the IterResearch prompt holds them
   */
  public static String array(List<ToolSpec> tools) {
    return tools.stream()
        .map(t -> function(t).toString())
        .collect(Collectors.joining(",\n", "[\n", "\n]"));
  }

  private static ObjectNode function(ToolSpec tool) {
    try {
      ObjectNode function =
          JSON.createObjectNode().put("name", tool.name()).put("description", tool.description());
      function.set("parameters", JSON.readTree(tool.schemaJson()));
      return function;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("schema of tool " + tool.name() + " is not JSON", e);
    }
  }
}
