package dev.quarry.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy on the loopback address whose two directions can be disturbed while connections are
 * open. What holds bytes back keeps them, as TCP does: a disturbance that ends lets a connection go
 * on where it was.
 */
public final class FaultProxy implements AutoCloseable {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final ServerSocket listener;
  private final int target;
  private final Flow toServer = new Flow();
  private final Flow toClient = new Flow();
  private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
  private volatile boolean refusing;

  /** Which way bytes go. */
  public enum Direction {
    TO_SERVER,
    TO_CLIENT
  }

  private FaultProxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /**
   * Starts a proxy on a free port.
   *
   * @param target port on the loopback address; nobody needs to listen there yet
   */
  public static FaultProxy to(int target) throws IOException {
    var proxy = new FaultProxy(new ServerSocket(0, 512, LOOPBACK), target);
    Thread.ofVirtual().name("proxy-accept").start(proxy::accept);
    return proxy;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Delays each piece of data. */
  public void latency(Direction direction, Duration delay) {
    flow(direction).latency(delay);
  }

  /** Lets no more bytes a second through, at least 1. */
  public void bandwidth(Direction direction, long bytesPerSecond) {
    flow(direction).bandwidth(bytesPerSecond);
  }

  /** Lets nothing through: one-way loss where only one direction is named. */
  public void blackhole(Direction... directions) {
    for (Direction direction : directions) {
      flow(direction).block();
    }
  }

  /** Resets each connection once so many further bytes have gone through it. */
  public void cutAfter(Direction direction, long bytes) {
    flow(direction).cutAfter(bytes);
  }

  /** Resets all open connections; new ones are let in. */
  public void reset() {
    open.forEach(ProxiedConnection::reset);
  }

  /** Resets all connections, new ones at once: as where nobody listens. */
  public void refuse() {
    refusing = true;
    reset();
  }

  /**
   * The server's ends of all open connections are closed and the clients are not told: as after the
   * crash of a machine or the forgetting of a router in between.
   */
  public void halfOpen() {
    open.forEach(ProxiedConnection::loseServer);
  }

  /** Ends every disturbance; connections that are still there go on. */
  public void heal() {
    refusing = false;
    List.of(toServer, toClient).forEach(Flow::heal);
  }

  /** How many connections are open. */
  public int connections() {
    return open.size();
  }

  /** How many bytes came through in a direction. */
  public long passed(Direction direction) {
    return flow(direction).passed();
  }

  private Flow flow(Direction direction) {
    return switch (direction) {
      case TO_SERVER -> toServer;
      case TO_CLIENT -> toClient;
    };
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().name("proxy-connect").start(() -> connect(client));
      } catch (IOException e) {
        // Closed; or a client that was gone before it was let in.
      }
    }
  }

  private void connect(Socket client) {
    var server = new Socket();
    var connection = new ProxiedConnection(client, server, open::remove);
    open.add(connection);
    if (refusing) {
      connection.reset();
      return;
    }
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(new InetSocketAddress(LOOPBACK, target));
      connection.pump(toServer, toClient);
    } catch (IOException e) {
      connection.reset();
    }
    if (refusing || listener.isClosed()) {
      connection.reset();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    Arrays.stream(Direction.values()).map(this::flow).forEach(Flow::heal);
    reset();
  }
}
