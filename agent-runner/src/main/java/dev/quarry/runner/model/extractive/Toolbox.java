package dev.quarry.runner.model.extractive;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a prompt that can be used: one to search, one to visit. They are told by name first
 * and by their parameters second, so that renamed tools still serve; a tool that requires a
 * parameter which is not understood is left alone.
 */
record Toolbox(Optional<ToolOffer> search, Optional<ToolOffer> visit) {
  static final Toolbox NONE = new Toolbox(Optional.empty(), Optional.empty());

  private static final List<String> QUERIES =
      List.of("query", "queries", "q", "search_query", "keywords");
  private static final List<String> ADDRESSES = List.of("url", "urls", "uri", "link", "address");
  private static final List<String> GOALS = List.of("goal", "question", "purpose", "instruction");
  private static final Set<String> VISITING = Set.of("visit", "fetch", "read", "open", "browse");

  /**
   * @param definitions objects with name, description and parameters, bare or wrapped in {@code
   *     function}
   */
  static Toolbox of(List<JsonNode> definitions) {
    List<ToolOffer> searches = new ArrayList<>();
    List<ToolOffer> visits = new ArrayList<>();
    for (JsonNode definition : definitions) {
      JsonNode function =
          definition.path("function").isObject() ? definition.path("function") : definition;
      JsonNode parameters = function.path("parameters");
      String name = function.path("name").asText("");
      if (!name.isBlank()) {
        offer(name, parameters, ADDRESSES).ifPresent(visits::add);
        offer(name, parameters, QUERIES).ifPresent(searches::add);
      }
    }
    return new Toolbox(choose(searches, Set.of("search")), choose(visits, VISITING));
  }

  private static Optional<ToolOffer> offer(String name, JsonNode schema, List<String> known) {
    JsonNode properties = schema.path("properties");
    String parameter = firstOf(known, properties);
    if (parameter == null) {
      return Optional.empty();
    }
    String goal = firstOf(GOALS, properties);
    for (JsonNode required : schema.path("required")) {
      String needed = required.asText();
      if (!needed.equals(parameter) && !needed.equals(goal)) {
        return Optional.empty();
      }
    }
    JsonNode type = properties.path(parameter).path("type");
    boolean list =
        type.isArray() ? contains(type, "array") : !type.asText("array").equals("string");
    return Optional.of(new ToolOffer(name, parameter, list, goal));
  }

  private static boolean contains(JsonNode types, String wanted) {
    for (JsonNode type : types) {
      if (type.asText().equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String firstOf(List<String> known, JsonNode properties) {
    return known.stream().filter(properties::has).findFirst().orElse(null);
  }

  private static Optional<ToolOffer> choose(List<ToolOffer> offers, Set<String> verbs) {
    Optional<ToolOffer> exact = offers.stream().filter(o -> verbs.contains(lower(o))).findFirst();
    Optional<ToolOffer> part =
        offers.stream().filter(o -> verbs.stream().anyMatch(lower(o)::contains)).findFirst();
    return exact.or(() -> part).or(() -> offers.stream().findFirst());
  }

  private static String lower(ToolOffer offer) {
    return offer.name().toLowerCase(Locale.ROOT);
  }
}
