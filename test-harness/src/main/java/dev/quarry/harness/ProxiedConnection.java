package dev.quarry.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A client's connection to a proxy and the proxy's to the server. */
final class ProxiedConnection {
  private static final int PIECE = 16 * 1024;

  private final Socket client;
  private final Socket server;
  private final Consumer<ProxiedConnection> onEnd;
  private final AtomicInteger directions = new AtomicInteger(2);
  private volatile boolean serverLost;

  ProxiedConnection(Socket client, Socket server, Consumer<ProxiedConnection> onEnd) {
    this.client = client;
    this.server = server;
    this.onEnd = onEnd;
  }

  void pump(Flow toServer, Flow toClient) {
    Thread.ofVirtual().name("proxy-up").start(() -> copy(client, server, toServer));
    Thread.ofVirtual().name("proxy-down").start(() -> copy(server, client, toClient));
  }

  private void copy(Socket from, Socket to, Flow flow) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] piece = new byte[PIECE];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        int admitted = flow.admit(n);
        if (serverLost) {
          return;
        }
        out.write(piece, 0, admitted);
        if (admitted < n) {
          reset();
          return;
        }
      }
      to.shutdownOutput();
    } catch (IOException e) {
      if (!serverLost) {
        reset();
      }
      return;
    } catch (InterruptedException e) {
      reset();
      return;
    }
    if (directions.decrementAndGet() == 0) {
      reset();
    }
  }

  /** Ends both sides without a farewell. */
  void reset() {
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.setSoLinger(true, 0);
        socket.close();
      } catch (IOException e) {
        // Closed already.
      }
    }
    onEnd.accept(this);
  }

  /** The server's side ends; the client's stays as it is, and whatever it sends is lost. */
  void loseServer() {
    serverLost = true;
    try {
      server.setSoLinger(true, 0);
      server.close();
    } catch (IOException e) {
      // Closed already.
    }
  }
}
