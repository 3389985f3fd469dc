package dev.quarry.runner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptedModelServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String BY_PROMPT =
      """
      {"by": "prompt",
       "conversations": [
         {"match": "question A", "replies": [
           [{"status": 503}, {"content": "A1"}],
           {"content": null, "toolCalls": [{"name": "s", "arguments": {"q": 1}}], "usage": null}]},
         {"match": ["question", "B"], "replies": [{"content": "B1", "delayMs": 1}]}]}
      """;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void aPromptSeenBeforeGetsTheReplyItGotBefore() throws Exception {
    // Given
    try (var server = ScriptedModelServer.start(ScriptFile.parse(JSON.readTree(BY_PROMPT)))) {
      // When / Then: a failure before the success, conversations apart, repeats alike
      assertThat(ask(server.baseUrl(), "question A").statusCode()).isEqualTo(503);
      assertThat(content(ask(server.baseUrl(), "question A"))).isEqualTo("A1");
      assertThat(content(ask(server.baseUrl(), "question B"))).isEqualTo("B1");
      JsonNode second = JSON.readTree(ask(server.baseUrl(), "question A again").body());
      assertThat(second.at("/choices/0/message/tool_calls/0/function/arguments").asText())
          .isEqualTo("{\"q\":1}");
      assertThat(second.has("usage")).isFalse();
      assertThat(content(ask(server.baseUrl(), "question A"))).isEqualTo("A1");
      assertThat(ask(server.baseUrl(), "question A third").statusCode()).isEqualTo(400);
      assertThat(server.calls()).isEqualTo(6);
    }
  }

  @Test
  void whatIsNoScriptIsRefused() {
    assertThatThrownBy(() -> ScriptFile.parse(JSON.readTree("{\"replies\":[{\"text\":\"x\"}]}")))
        .hasMessageContaining("content, toolCalls, reasoning, status or fault");
  }

  @Test
  void processServesAScriptAndTellsWhatItWasAsked(@TempDir Path folder) throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("s.json"), "{\"replies\":[{\"content\":\"1\"}]}");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ScriptedModelServerMain.class.getName(),
                "--script",
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      URI base = URI.create(out.readLine().substring("listening on ".length()));
      // When
      String first = content(ask(base, "q"));
      post(base.resolve("/script"), "{\"replies\":[{\"content\":\"2\"}]}");
      String second = content(ask(base, "q"));
      // Then
      assertThat(first + second).isEqualTo("12");
      JsonNode seen = JSON.readTree(get(base.resolve("/requests")).body());
      assertThat(seen.path("count").asInt()).isEqualTo(2);
      assertThat(seen.at("/requests/1/body/messages/0/content").asText()).isEqualTo("q");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private HttpResponse<String> ask(URI base, String question) throws Exception {
    String body =
        JSON.createObjectNode()
            .set(
                "messages",
                JSON.createArrayNode()
                    .add(JSON.createObjectNode().put("role", "user").put("content", question)))
            .toString();
    return post(URI.create(base + "/chat/completions"), body);
  }

  private HttpResponse<String> post(URI uri, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(URI uri) throws Exception {
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String content(HttpResponse<String> response) throws Exception {
    return JSON.readTree(response.body()).at("/choices/0/message/content").asText();
  }
}
