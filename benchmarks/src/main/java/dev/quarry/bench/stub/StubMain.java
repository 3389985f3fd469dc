package dev.quarry.bench.stub;

import dev.quarry.bench.platform.JavaProcess;
import java.io.IOException;

/** The stub as a process: prints its port and stays until its standard input ends. */
public final class StubMain {
  private StubMain() {}

  public static void main(String[] args) throws IOException {
    // Answers go out at once, and as many connections stay open as there are waiting rollouts.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "20000");
    System.setProperty("sun.net.httpserver.idleInterval", "3600");
    System.out.println(StubServer.start().port());
    JavaProcess.stay();
  }
}
