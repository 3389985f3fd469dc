package dev.quarry.bench.baseline;

import dev.quarry.bench.platform.Recording;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Makes the requests of a recording again. */
final class Exchange {
  private final URI stub;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Exchange(URI stub) {
    this.stub = stub;
  }

  /** Sends the request of one act and reads the whole answer. */
  byte[] send(Recording.Act act) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        act.model()
            ? HttpRequest.newBuilder(stub.resolve("/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(act.request()))
            : HttpRequest.newBuilder(stub.resolve(act.request()));
    HttpResponse<byte[]> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("the stub answered with status " + answer.statusCode());
    }
    return answer.body();
  }
}
