package dev.quarry.api.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Reads the body of a request strictly: one JSON object, no field twice, nothing after it. */
@Singleton
public final class JsonBody {
  private static final String BODY = "body";
  private static final int NUMBER_CHARACTERS = 100;

  private final ObjectMapper json;
  private final int maxBytes;

  JsonBody(ApiConfig config) {
    this.maxBytes = config.requests().bodyBytes();
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(config.requests().depth())
                    .maxStringLength(maxBytes)
                    .maxNumberLength(NUMBER_CHARACTERS)
                    .build())
            .build();
    this.json =
        JsonMapper.builder(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  }

  /**
   * @throws ApiException saying where the body is not what it must be
   */
  ObjectNode object(byte[] body) {
    if (body.length > maxBytes) {
      throw tooLarge(maxBytes);
    }
    JsonNode node;
    try {
      node = json.readTree(body);
    } catch (JsonProcessingException e) {
      throw ApiException.invalid(BODY, "is not valid JSON%s: %s".formatted(place(e), reason(e)));
    } catch (IOException e) {
      throw ApiException.invalid(BODY, "is not readable as JSON");
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiException.invalid(
        BODY,
        node.isMissingNode()
            ? "is empty; a JSON object is accepted"
            : "is %s; a JSON object is accepted".formatted(RequestFields.kind(node)));
  }

  static ApiException tooLarge(int maxBytes) {
    return ApiException.of(
        ErrorCode.BODY_TOO_LARGE,
        "The body is longer than %,d bytes, the most that is accepted.".formatted(maxBytes));
  }

  /**
   * @return SHA-256 of the object, equal for objects that differ only in white space and the order
   *     of their fields
   */
  String hash(ObjectNode object) {
    try {
      byte[] canonical = json.writeValueAsBytes(sorted(object));
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a tree that was read can be written", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static Object sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Map<String, Object> fields = new TreeMap<>();
      object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      return fields;
    }
    return node;
  }

  private static String place(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  /** The parser's own words, without class and method names. */
  private static String reason(JsonProcessingException e) {
    String message = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
    int detail = message.indexOf(" (");
    String told =
        message.contains("StreamReadConstraints") && detail > 0
            ? message.substring(0, detail)
            : message;
    return told.replaceAll("\\s*\\(?(?:from )?`?(?:com\\.fasterxml|java)\\.[\\w.$()`]*\\)?", "");
  }
}
