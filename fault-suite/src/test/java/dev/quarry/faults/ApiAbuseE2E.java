package dev.quarry.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.faults.platform.Fault;
import dev.quarry.faults.platform.FaultJob;
import dev.quarry.faults.platform.Platform;
import dev.quarry.faults.platform.PlatformExtension;
import dev.quarry.faults.platform.Scripts;
import dev.quarry.runner.testing.ReplyScript;
import dev.quarry.runner.testing.ScriptedReply;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Fault 17: clients that send too much, too slowly, or never read. */
@Tag("full")
@ExtendWith(PlatformExtension.class)
class ApiAbuseE2E {
  private static final int MEGABYTE = 1 << 20;
  private static final Duration PROMPT = Duration.ofSeconds(3);

  private final Platform platform;

  ApiAbuseE2E(Platform platform) {
    this.platform = platform;
  }

  @Test
  void bodiesThatAreNoRequestsAreRefusedWithoutHarm() throws Exception {
    platform.disturb(
        "17 bodies of 100 MB, 100,000 levels, twice the same key",
        List.of(),
        fault -> {
          platform.standBy(1);
          assertThat(
                  platform
                      .client()
                      .submit(BodyPublishers.ofString("[".repeat(100_000)))
                      .statusCode())
              .isEqualTo(400);
          assertThat(
                  platform
                      .client()
                      .submit(BodyPublishers.ofString("{\"question\": \"a\", \"question\": \"b\"}"))
                      .statusCode())
              .isEqualTo(400);
          assertThat(statusOfALargeBody()).isIn(413, -1);
          assertServes(fault, fault.ask(Scripts.everyKindOfCall()));
        });
  }

  /** -1 where the connection is closed before the answer is read, as HTTP allows. */
  private int statusOfALargeBody() throws InterruptedException {
    try {
      var pieces =
          IntStream.range(0, 100)
              .mapToObj(i -> "x".repeat(MEGABYTE).getBytes(StandardCharsets.US_ASCII))
              .toList();
      return platform.client().submit(BodyPublishers.ofByteArrays(pieces)).statusCode();
    } catch (IOException closed) {
      return -1;
    }
  }

  @Test
  void slowClientsDoNotKeepOthersFromBeingServed() throws Exception {
    platform.disturb(
        "17 300 clients that send a byte now and then",
        List.of(),
        fault -> {
          platform.standBy(1);
          List<Socket> slow = new ArrayList<>();
          try {
            for (int i = 0; i < 300; i++) {
              Socket socket = connect();
              write(socket, "POST /api/v1/jobs HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n");
              slow.add(socket);
            }
            FaultJob job = fault.ask(Scripts.everyKindOfCall());
            for (int i = 0; i < 10; i++) {
              for (Socket socket : slow) {
                write(socket, "X");
              }
              TimeUnit.MILLISECONDS.sleep(100);
            }
            assertServes(fault, job);
          } finally {
            close(slow);
          }
        });
  }

  @Test
  void clientsThatNeverReadAreDroppedAndCanComeBack() throws Exception {
    platform.disturb(
        "17 600 streams that nobody reads",
        List.of(),
        fault -> {
          // Given a job with long steps, and 600 clients that ask for its events
          platform.standBy(1);
          FaultJob job = fault.ask(longSteps(60));
          List<Socket> deaf = new ArrayList<>();
          int refused = 0;
          try {
            for (int i = 0; i < 600; i++) {
              Socket socket = connect();
              deaf.add(socket);
              socket.setSoTimeout(30_000);
              write(
                  socket,
                  "GET /api/v1/jobs/%s/events HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n"
                      .formatted(job.id(), platform.processes().key()));
            }
            for (Socket socket : deaf) {
              refused += status(socket) == 429 ? 1 : 0;
            }

            // Then no more than 500 are let in, and one that reads sees all: the invariants look
            assertThat(refused).isBetween(100, 110);
            assertServes(fault, job);
            platform.await(
                "the end of all streams",
                () -> platform.api().metric("quarry_sse_connections") == 0);
          } finally {
            close(deaf);
          }
        });
  }

  private static ReplyScript longSteps(int rounds) {
    return request ->
        ScriptedReply.after(
            Duration.ofMillis(400),
            request.assistantMessages() < rounds
                ? ScriptedReply.calls(
                    new ScriptedReply.Call(
                        "c",
                        "look",
                        "{\"what\": \"%s\", \"waitMillis\": 0}".formatted("long ".repeat(400))))
                : Scripts.answer());
  }

  private void assertServes(Fault fault, FaultJob job) throws Exception {
    Instant begin = Instant.now();
    assertThat(platform.client().get("/jobs").statusCode()).isEqualTo(200);
    assertThat(Duration.between(begin, Instant.now())).isLessThan(PROMPT.plus(fault.stall()));
    job.mustSucceed();
    assertThat(platform.api().process().isAlive()).isTrue();
  }

  private Socket connect() throws IOException {
    URI api = platform.processes().url();
    var socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(api.getHost(), api.getPort()));
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static int status(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return Integer.parseInt(new String(in.readNBytes(12), StandardCharsets.US_ASCII).substring(9));
  }

  private static void close(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
