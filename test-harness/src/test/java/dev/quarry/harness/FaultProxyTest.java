package dev.quarry.harness;

import static dev.quarry.harness.FaultProxy.Direction.TO_CLIENT;
import static dev.quarry.harness.FaultProxy.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
  private static final int BRIEFLY = 300;
  private static final int LONG = 20_000;

  private ServerSocket echo;
  private FaultProxy proxy;
  private Socket client;

  @BeforeEach
  void connect() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
    proxy = FaultProxy.to(echo.getLocalPort());
    client = open();
    assertThat(ask("hello")).isEqualTo("hello");
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    proxy.close();
    echo.close();
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.ofVirtual()
            .start(
                () -> {
                  try (socket) {
                    socket.getInputStream().transferTo(socket.getOutputStream());
                  } catch (IOException e) {
                    // The client has gone.
                  }
                });
      } catch (IOException e) {
        return;
      }
    }
  }

  private Socket open() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    socket.setSoTimeout(LONG);
    return socket;
  }

  private void send(String text) throws IOException {
    client.getOutputStream().write(text.getBytes());
    client.getOutputStream().flush();
  }

  private String receive(int length, int millis) throws IOException {
    client.setSoTimeout(millis);
    return new String(client.getInputStream().readNBytes(length));
  }

  private String ask(String text) throws IOException {
    send(text);
    return receive(text.length(), LONG);
  }

  @Test
  void latencyDelaysAndEnds() throws Exception {
    proxy.latency(TO_CLIENT, Duration.ofMillis(400));
    long begin = System.nanoTime();
    assertThat(ask("late")).isEqualTo("late");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(390));

    proxy.heal();
    begin = System.nanoTime();
    assertThat(ask("soon")).isEqualTo("soon");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(390));
  }

  @Test
  void bandwidthIsKept() throws Exception {
    proxy.bandwidth(TO_SERVER, 10_000);
    long begin = System.nanoTime();
    ask("x".repeat(5_000));
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(450));
  }

  @Test
  void oneWayLossKeepsWhatIsSentUntilItHeals() throws Exception {
    // Given
    proxy.blackhole(TO_CLIENT);
    long before = proxy.passed(TO_SERVER);

    // When
    send("lost?");

    // Then the server has it, and the client no answer
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> receive(5, BRIEFLY));
    assertThat(proxy.passed(TO_SERVER) - before).isEqualTo(5);
    proxy.heal();
    assertThat(receive(5, LONG)).isEqualTo("lost?");
  }

  @Test
  void connectionIsCutAfterSoManyBytes() throws Exception {
    proxy.cutAfter(TO_CLIENT, 4);
    send("12345678");
    assertThat(receive(4, LONG)).isEqualTo("1234");
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> ask("more"));
  }

  @Test
  void resetEndsOpenConnectionsOnly() throws Exception {
    proxy.reset();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> ask("gone"));
    client = open();
    assertThat(ask("again")).isEqualTo("again");
  }

  @Test
  void refusedConnectionsAreResetUntilItHeals() throws Exception {
    proxy.refuse();
    client = open();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () -> {
              ask("refused");
              if (client.getInputStream().read() < 0) {
                throw new IOException("ended");
              }
            });
    proxy.heal();
    client = open();
    assertThat(ask("again")).isEqualTo("again");
  }

  @Test
  void halfOpenConnectionIsSilentForEver() throws Exception {
    proxy.halfOpen();
    send("anybody?");
    assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> receive(1, BRIEFLY));
    client = open();
    assertThat(ask("again")).isEqualTo("again");
  }
}
