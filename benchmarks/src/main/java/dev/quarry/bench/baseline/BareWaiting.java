package dev.quarry.bench.baseline;

import dev.quarry.bench.platform.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Virtual threads that each wait for the answer to one request, and nothing else. A process:
 * arguments are the address, the file with the request's body and how many; it prints a line when
 * it is ready, begins at the first byte on its standard input and ends with it.
 */
public final class BareWaiting {
  private BareWaiting() {}

  public static void main(String[] args) throws IOException {
    var uri = URI.create(args[0]);
    String body = Files.readString(Path.of(args[1]));
    int count = Integer.parseInt(args[2]);
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    System.out.println("ready");
    if (System.in.read() < 0) {
      return;
    }
    for (int i = 0; i < count; i++) {
      // Each has a text of its own, as each rollout has.
      String own = new String(body.toCharArray());
      Thread.ofVirtual().start(() -> ask(http, uri, own));
    }
    JavaProcess.stay();
  }

  private static void ask(HttpClient http, URI uri, String body) {
    try {
      http.send(
          HttpRequest.newBuilder(uri)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      // Ended together with the process.
    }
  }
}
