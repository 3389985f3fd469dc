package dev.quarry.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Choice of TCP ports on the loopback address. */
final class Ports {
  static final String HOST = "127.0.0.1";

  /**
   * How often a start is tried with another port when somebody else took the chosen one meanwhile.
   */
  static final int ATTEMPTS = 3;

  private static final int MOST = 65_535;

  private Ports() {}

  static void requireValid(String name, int port) {
    if (port < 0 || port > MOST) {
      throw new IllegalArgumentException(
          "%s: %d given, 0 (any free one) to %d accepted".formatted(name, port, MOST));
    }
  }

  /** The preferred port when nobody listens on it, else a free one. */
  static int choose(int preferred) {
    return chooseDistinct(preferred, 1).getFirst();
  }

  /** The preferred port or a free one, and {@code count - 1} free ones, all different. */
  static List<Integer> chooseDistinct(int preferred, int count) {
    List<ServerSocket> open = new ArrayList<>();
    try {
      open.add(openOrElseFree(preferred));
      while (open.size() < count) {
        open.add(bind(0));
      }
      return open.stream().map(ServerSocket::getLocalPort).toList();
    } catch (IOException e) {
      throw new LocalStackException("No free port on " + HOST + ": " + e.getMessage(), e);
    } finally {
      open.forEach(Ports::closeQuietly);
    }
  }

  private static ServerSocket openOrElseFree(int preferred) throws IOException {
    try {
      return bind(preferred);
    } catch (IOException inUse) {
      return bind(0);
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private static void closeQuietly(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      // Nothing was sent on it; the port is free either way.
    }
  }
}
