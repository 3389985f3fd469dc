package dev.quarry.toolset.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a reader model's reply: a JSON object with {@code evidence}, {@code summary} and {@code
 * rational} – upstream's spelling, which models were trained on – or {@code rationale}; bare, in a
 * code fence, or among other words.
 */
final class EvidenceReply {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .build();

  private static final String THOUGHT_END = "</think>";

  private static final Pattern FENCE =
      Pattern.compile("```(?:json|JSON)?\\s*(.*?)```", Pattern.DOTALL);

  private EvidenceReply() {}

  /**
   * @return empty where the reply holds neither evidence nor a summary
   */
  static Optional<Evidence> parse(String reply) {
    int thought = reply.lastIndexOf(THOUGHT_END);
    String said = thought < 0 ? reply : reply.substring(thought + THOUGHT_END.length());
    return candidates(said.strip()).stream()
        .map(EvidenceReply::object)
        .flatMap(Optional::stream)
        .map(EvidenceReply::evidence)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static List<String> candidates(String said) {
    List<String> candidates = new ArrayList<>();
    candidates.add(said);
    Matcher fence = FENCE.matcher(said);
    while (fence.find()) {
      candidates.add(fence.group(1));
    }
    int first = said.indexOf('{');
    int last = said.lastIndexOf('}');
    if (first >= 0 && last > first) {
      candidates.add(said.substring(first, last + 1));
    }
    return candidates;
  }

  private static Optional<JsonNode> object(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node != null && node.isObject() ? Optional.of(node) : Optional.empty();
    } catch (JsonProcessingException notJson) {
      return Optional.empty();
    }
  }

  private static Optional<Evidence> evidence(JsonNode object) {
    JsonNode fields = object;
    if (object.size() == 1 && object.elements().next().isObject()) {
      fields = object.elements().next(); // {"result": {…}}
    }
    String evidence = text(fields.path("evidence"));
    String summary = text(fields.path("summary"));
    if (evidence.isBlank() && summary.isBlank()) {
      return Optional.empty();
    }
    String rationale =
        text(fields.has("rational") ? fields.path("rational") : fields.path("rationale"));
    return Optional.of(new Evidence(rationale, evidence, summary));
  }

  private static String text(JsonNode node) {
    if (node.isArray()) {
      List<String> parts = new ArrayList<>();
      node.forEach(part -> parts.add(text(part)));
      return String.join("\n", parts);
    }
    return node.isMissingNode() || node.isNull()
        ? ""
        : node.isValueNode() ? node.asText().strip() : node.toString();
  }
}
