package dev.quarry.runner.model.completions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarry.runner.model.ApiKey;
import dev.quarry.runner.model.ModelFailureCode;
import dev.quarry.runner.model.ModelOutcome.Failure;
import dev.quarry.runner.model.PlainText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Turns what a server said into typed failures that a person can act on. */
final class Failures {
  /** Characters of a server's words in a message. */
  static final int EXCERPT = 240;

  /** Bytes of an answer that are looked at for its reason. */
  private static final int READ = 64 * 1024;

  /** How vLLM, SGLang, llama.cpp, Ollama and hosted providers say that a prompt is too long. */
  private static final List<String> TOO_LONG =
      List.of(
          "context_length_exceeded",
          "exceed_context_size",
          "context length",
          "context size",
          "context window",
          "maximum context",
          "prompt is too long",
          "input is too long",
          "too many tokens",
          "range of input length",
          "reduce the length of the");

  private final ObjectMapper json;
  private final String profile;
  private final @Nullable ApiKey key;
  private final Clock clock;

  Failures(ObjectMapper json, String profile, @Nullable ApiKey key, Clock clock) {
    this.json = json;
    this.profile = profile;
    this.key = key;
    this.clock = clock;
  }

  Failure of(ModelFailureCode code, Endpoint endpoint, String what) {
    return failure(code, endpoint, what, null);
  }

  /** An answer whose status is not 200. */
  Failure refused(Endpoint endpoint, HttpAnswer.Whole answer) {
    String said = reason(answer.body());
    String location =
        answer.headers().firstValue("Location").map(l -> " redirecting to " + quote(l)).orElse("");
    return failure(
        code(answer.status(), said),
        endpoint,
        "answered " + answer.status() + location + (said.isEmpty() ? "" : ": " + quote(said)),
        answer
            .headers()
            .firstValue("Retry-After")
            .flatMap(v -> RetryAfter.parse(v, clock))
            .orElse(null));
  }

  /**
   * An answer of status 200 that carries an error object, as routers in front of providers send.
   */
  Failure inside(Endpoint endpoint, JsonNode error) {
    String said = words(error);
    int status = error.path("code").asInt();
    boolean known = status >= 400 && status < 600;
    return failure(
        known || tooLong(said) ? code(known ? status : 400, said) : ModelFailureCode.BAD_ANSWER,
        endpoint,
        "answered 200 with an error: " + quote(said),
        null);
  }

  /** Whether a request was refused because it asks for log probabilities. */
  boolean namesLogprobs(HttpAnswer answer) {
    return answer instanceof HttpAnswer.Whole(int status, var _, byte[] body)
        && (status == 400 || status == 422)
        && reason(body).toLowerCase(Locale.ROOT).contains("logprobs");
  }

  /**
   * @return one line of a server's words, short and without the key, which some servers repeat
   */
  String quote(String text) {
    String safe = key == null ? text : key.redact(text);
    String line = PlainText.of(safe).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    if (line.length() <= EXCERPT) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(EXCERPT - 1)) ? EXCERPT - 1 : EXCERPT;
    return line.substring(0, end) + "…";
  }

  private Failure failure(
      ModelFailureCode code, Endpoint endpoint, String what, @Nullable Duration retryAfter) {
    return new Failure(
        code, "model profile '" + profile + "' at " + endpoint.host() + ": " + what, retryAfter);
  }

  private static ModelFailureCode code(int status, String said) {
    boolean mayBeLength = status != 429 && status != 401 && status != 403;
    if (status == 413 || (mayBeLength && tooLong(said))) {
      return ModelFailureCode.TOO_LONG;
    }
    return switch (status) {
      case 401, 403 -> ModelFailureCode.UNAUTHORIZED;
      case 408 -> ModelFailureCode.TIMEOUT;
      case 429 ->
          said.contains("insufficient_quota")
              ? ModelFailureCode.REFUSED
              : ModelFailureCode.RATE_LIMITED;
      default -> {
        if (status >= 500) {
          yield ModelFailureCode.SERVER_ERROR;
        }
        yield status < 300 ? ModelFailureCode.BAD_ANSWER : ModelFailureCode.REFUSED;
      }
    };
  }

  private static boolean tooLong(String said) {
    String lower = said.toLowerCase(Locale.ROOT);
    return TOO_LONG.stream().anyMatch(lower::contains);
  }

  private String reason(byte[] body) {
    String text = new String(body, 0, Math.min(body.length, READ), StandardCharsets.UTF_8).strip();
    try {
      JsonNode node = json.readTree(text);
      return node.isObject() ? words(node.has("error") ? node.get("error") : node) : text;
    } catch (JsonProcessingException _) {
      return text;
    }
  }

  /** The parts of an error object that say why; else all of it. */
  private static String words(JsonNode error) {
    if (error.isTextual()) {
      return error.asText();
    }
    StringBuilder said = new StringBuilder();
    for (String field : List.of("message", "detail", "code", "type", "param")) {
      JsonNode value = error.path(field);
      if (!value.isMissingNode() && !value.isNull()) {
        said.append(said.isEmpty() ? "" : " ").append(value.isTextual() ? value.asText() : value);
      }
    }
    return said.isEmpty() ? error.toString() : said.toString();
  }
}
