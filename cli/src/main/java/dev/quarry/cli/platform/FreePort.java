package dev.quarry.cli.platform;

import dev.quarry.cli.exit.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of this machine that nobody listens on. */
public final class FreePort {
  private static final int TRIED = 100;
  private static final int LARGEST = 65_535;

  private FreePort() {}

  /** Any. */
  public static int any() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw CliException.noPlatform("No free port is to be had: " + e.getMessage(), e);
    }
  }

  /** This one or, where somebody listens there, the next one that is free. */
  public static int from(int preferred) {
    for (int port = preferred; port < preferred + TRIED && port <= LARGEST; port++) {
      if (free(port)) {
        return port;
      }
    }
    throw CliException.noPlatform(
        "The ports from %d to %d are all taken. Choose another with --port."
            .formatted(preferred, Math.min(preferred + TRIED - 1, LARGEST)),
        null);
  }

  /** Whether nobody listens there, on any address of this machine. */
  public static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
