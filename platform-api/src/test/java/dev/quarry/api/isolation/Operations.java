package dev.quarry.api.isolation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the running application says it offers. */
final class Operations {
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  private Operations() {}

  /**
   * One method of one path.
   *
   * @param body whether it takes one
   */
  record Operation(String method, String path, boolean body) {
    /** The parts of the path that name an object. */
    List<String> parameters() {
      return PARAMETER.matcher(path).results().map(found -> found.group(1)).toList();
    }

    /**
     * The path with values in it, or what is not known.
     *
     * @param values by path up to and with the parameter, as in {@code /api/v1/jobs/{id}}
     */
    String at(Map<String, String> values) {
      StringBuilder filled = new StringBuilder();
      int end = 0;
      for (MatchResult found : PARAMETER.matcher(path).results().toList()) {
        String value = values.get(path.substring(0, found.end()));
        if (value == null) {
          throw new AssertionError(
              "it is not known how to name the %s of %s %s: teach this test"
                  .formatted(found.group(1), method, path));
        }
        filled.append(path, end, found.start()).append(value);
        end = found.end();
      }
      return filled.append(path.substring(end)).toString();
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static List<Operation> all() {
    JsonNode document;
    try {
      document = new ObjectMapper().readTree(RestAssured.get("/q/openapi?format=json").asString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    List<Operation> operations = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method -> {
                          if (METHODS.contains(method.getKey())) {
                            operations.add(
                                new Operation(
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue().has("requestBody")));
                          }
                        }));
    return operations;
  }
}
