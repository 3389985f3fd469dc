package dev.quarry.cli.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lines of an event stream to messages, as the HTML standard tells in "Server-sent events", §9.2.6.
 */
final class SseParser {
  /**
   * One message.
   *
   * @param id the last event id seen so far, null when none
   * @param event its type, {@code message} when none is named
   * @param data its lines
   */
  record Message(@Nullable String id, String event, String data) {}

  private final StringBuilder data = new StringBuilder();
  private @Nullable String id;
  private String event = "";
  private boolean first = true;

  SseParser(@Nullable String lastId) {
    this.id = lastId;
  }

  /** Takes a line without its end; an empty one completes a message, if there is any. */
  Optional<Message> line(String given) {
    String line = first && given.startsWith("\uFEFF") ? given.substring(1) : given;
    first = false;
    if (line.isEmpty()) {
      return complete();
    }
    int colon = line.indexOf(':');
    if (colon != 0) {
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      field(field, value.startsWith(" ") ? value.substring(1) : value);
    }
    return Optional.empty();
  }

  private void field(String field, String value) {
    switch (field) {
      case "event" -> event = value;
      case "data" -> data.append(value).append('\n');
      case "id" -> {
        if (value.indexOf('\0') < 0) {
          id = value;
        }
      }
      default -> {
        // The standard ignores what it does not know; the pause between attempts is ours to choose.
      }
    }
  }

  private Optional<Message> complete() {
    try {
      if (data.isEmpty()) {
        return Optional.empty();
      }
      String type = event.isEmpty() ? "message" : event;
      return Optional.of(new Message(id, type, data.substring(0, data.length() - 1)));
    } finally {
      data.setLength(0);
      event = "";
    }
  }
}
