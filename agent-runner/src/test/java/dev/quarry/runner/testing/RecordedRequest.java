package dev.quarry.runner.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * A request that the scripted server saw.
 *
 * @param number from 1, in the order of arrival
 * @param time of arrival
 * @param path of the request
 * @param headers names in lower case
 * @param body parsed; a missing node where it is no JSON
 */
public record RecordedRequest(
    int number, Instant time, String path, Map<String, String> headers, JsonNode body) {
  public RecordedRequest {
    headers = Map.copyOf(headers);
  }

  /**
   * @return texts of its messages, in order
   */
  public List<String> contents() {
    return StreamSupport.stream(body.path("messages").spliterator(), false)
        .map(m -> m.path("content").asText(""))
        .toList();
  }

  /**
   * @return text of its last message, empty where there is none
   */
  public String lastContent() {
    List<String> contents = contents();
    return contents.isEmpty() ? "" : contents.getLast();
  }

  /**
   * @return how many replies of the model its messages hold
   */
  public long assistantMessages() {
    return StreamSupport.stream(body.path("messages").spliterator(), false)
        .filter(m -> m.path("role").asText().equals("assistant"))
        .count();
  }
}
