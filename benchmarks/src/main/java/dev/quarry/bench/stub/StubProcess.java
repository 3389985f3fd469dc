package dev.quarry.bench.stub;

import dev.quarry.bench.platform.JavaProcess;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stub in a process of its own, and what it has seen. */
public final class StubProcess implements AutoCloseable {
  private final JavaProcess process;
  private final URI base;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private StubProcess(JavaProcess process) {
    this.process = process;
    this.base = URI.create("http://127.0.0.1:" + process.firstLine());
  }

  public static StubProcess start(Path log) throws IOException {
    return new StubProcess(
        JavaProcess.start(StubMain.class, List.of("-Xmx1g"), Map.of(), List.of(), log));
  }

  /**
   * Where it is.
   *
   * @return without a slash at its end
   */
  public URI base() {
    return base;
  }

  /**
   * @return model calls so far
   */
  public long calls() throws IOException, InterruptedException {
    return Long.parseLong(text("/control/summary").split(" ", -1)[0]);
  }

  /**
   * @return requests that are being served now
   */
  public int waiting() throws IOException, InterruptedException {
    return Integer.parseInt(text("/control/summary").split(" ", -1)[1]);
  }

  /**
   * Model calls of one round of one job.
   *
   * @param count how many: more than one when it was repeated
   * @param firstMicros when the first came, in microseconds since the epoch
   */
  public record Seen(String token, int round, int count, long firstMicros) {}

  public List<Seen> seen() throws IOException, InterruptedException {
    return text("/control/calls")
        .lines()
        .map(line -> line.split(" ", -1))
        .map(
            part ->
                new Seen(
                    part[0],
                    Integer.parseInt(part[1]),
                    Integer.parseInt(part[2]),
                    Long.parseLong(part[3])))
        .toList();
  }

  /**
   * @return when the first model call of each job came, in microseconds since the epoch
   */
  public Map<String, Long> firstCalls() throws IOException, InterruptedException {
    Map<String, Long> first = new HashMap<>();
    seen().forEach(s -> first.merge(s.token(), s.firstMicros(), Math::min));
    return first;
  }

  /**
   * @return requests of a recorded job in order: bodies of model calls, paths of searches
   */
  public List<String> recording(String token) throws IOException, InterruptedException {
    byte[] all = http.send(get("/control/recording/" + token), BodyHandlers.ofByteArray()).body();
    var in = new DataInputStream(new ByteArrayInputStream(all));
    var requests = new ArrayList<String>();
    while (in.available() > 0) {
      requests.add(new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8));
    }
    return requests;
  }

  public void forget() throws IOException, InterruptedException {
    http.send(
        HttpRequest.newBuilder(base.resolve("/control/calls")).DELETE().build(),
        BodyHandlers.discarding());
  }

  private String text(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(get(path), BodyHandlers.ofString(StandardCharsets.UTF_8));
    return answer.body();
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).build();
  }

  @Override
  public void close() {
    process.close();
  }
}
