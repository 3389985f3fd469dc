package dev.quarry.runner.testing;

import dev.quarry.runner.testing.ScriptedReply.Fault;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One connection of the scripted server, at the level where answers can be broken. */
final class HttpConnection implements Closeable {
  private static final int MAX_LINE = 64 * 1024;
  private static final int MAX_BODY = 64 << 20;
  private static final long DRIP_MILLIS = 20;

  /** A request as it came. */
  record Incoming(String method, String path, Map<String, String> headers, byte[] body) {}

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  HttpConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    // One packet an answer, at once: a head and a body apart cost 40 ms of delayed acknowledgement.
    socket.setTcpNoDelay(true);
    this.out = new BufferedOutputStream(socket.getOutputStream());
  }

  /**
   * @return empty when the client has closed the connection
   */
  Optional<Incoming> read() throws IOException {
    String first = line();
    if (first.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = first.split(" ");
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    if (length > MAX_BODY || headers.containsKey("transfer-encoding")) {
      throw new IOException("only bodies with a Content-Length of at most " + MAX_BODY);
    }
    return Optional.of(new Incoming(parts[0], parts[1], headers, in.readNBytes(length)));
  }

  void answer(int status, Map<String, String> headers, byte[] body) throws IOException {
    out.write(head(status, headers, body.length));
    out.write(body);
    out.flush();
  }

  /**
   * Breaks the answer and ends the connection.
   *
   * @return whether the client gave up first
   */
  boolean fail(Fault fault, byte[] body) throws IOException, InterruptedException {
    return switch (fault) {
      case CLOSE -> false;
      case NO_ANSWER -> clientGone();
      case GARBAGE -> {
        out.write("\u0001\u0002 this is not HTTP\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        yield false;
      }
      case STALL -> {
        half(body);
        yield clientGone();
      }
      case TRUNCATE -> {
        half(body);
        yield false;
      }
      case DRIP -> drip(body);
    };
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private boolean drip(byte[] body) throws InterruptedException {
    try {
      out.write(head(200, Map.of(), body.length));
      for (byte b : body) {
        out.write(b);
        out.flush();
        Thread.sleep(DRIP_MILLIS);
      }
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void half(byte[] body) throws IOException {
    out.write(head(200, Map.of(), body.length));
    out.write(Arrays.copyOf(body, body.length / 2));
    out.flush();
  }

  private boolean clientGone() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return true;
    }
  }

  private static byte[] head(int status, Map<String, String> headers, int length) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("Content-Type", "application/json");
    all.put("Content-Length", Integer.toString(length));
    all.putAll(headers);
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    all.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
      if (line.size() > MAX_LINE) {
        throw new IOException("a header line over " + MAX_LINE + " bytes");
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
