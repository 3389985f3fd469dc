package dev.quarry.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.cli.exit.CliException;

/**
 * The platform refused a request, with a problem document (RFC 9457) or something else that tells.
 */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int LONGEST_BODY = 300;

  private final int status;
  private final String code;

  ProblemException(int status, String code, String detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }

  /** Reads the problem document; anything else is quoted, shortened. */
  static ProblemException of(int status, String body) {
    JsonNode problem = Json.parseOr(body, Json.object());
    String detail = problem.path("detail").asText(problem.path("title").asText(""));
    if (detail.isBlank()) {
      detail = "status " + status + (body.isBlank() ? "" : ": " + shortened(body));
    }
    StringBuilder text = new StringBuilder(detail);
    for (JsonNode error : problem.path("errors")) {
      String message = error.path("message").asText("");
      if (!message.isBlank() && !detail.contains(message)) {
        String field = error.path("field").asText("");
        text.append("\n  ");
        if (!field.isBlank() && !message.contains(field)) {
          text.append(field).append(": ");
        }
        text.append(message);
      }
    }
    return new ProblemException(status, problem.path("code").asText(""), text.toString());
  }

  private static String shortened(String body) {
    String line = body.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_BODY ? line : line.substring(0, LONGEST_BODY) + "…";
  }

  public int status() {
    return status;
  }

  /** The slug of the problem; empty where none was told. */
  public String code() {
    return code;
  }

  /** Whether the same request may succeed a little later. */
  boolean passing() {
    return status == 429 || status == 502 || status == 503 || status == 504;
  }

  /** As the end of a command. */
  public CliException toExit() {
    String told = String.valueOf(getMessage());
    return switch (status) {
      case 401 ->
          CliException.badInput(
              "The platform does not accept the key: " + told + " Set QUARRY_KEY.");
      case 403 -> CliException.badInput("The key does not allow this: " + told);
      case 429 ->
          CliException.noPlatform("The platform takes no more requests just now: " + told, this);
      default ->
          status < 500
              ? CliException.badInput(told, this)
              : CliException.noPlatform("The platform failed: " + told, this);
    };
  }
}
