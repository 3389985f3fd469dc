package dev.quarry.localstack;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The servers behind {@link dev.quarry.localstack.testing.SharedStack}: once per JVM, in a
 * temporary folder, on free ports, not durable. Public only for that class's call by reflection.
 */
public final class SharedServers {
  private static final SharedServers INSTANCE = new SharedServers();

  private final StackHome home;
  private final LocalStackConfig config;
  private final AtomicInteger databases = new AtomicInteger();
  private final Lazy<PostgresServer> postgres;
  private final Lazy<Broker> broker;

  private SharedServers() {
    home = StackHome.open(TestFolders.make());
    config = LocalStackConfig.of(home.root()).ports(0, 0).durable(false);
    postgres = new Lazy<>(() -> PostgresServer.start(home, config.postgres(), limits()));
    broker = new Lazy<>(() -> Broker.start(home, config.broker(), limits()));
    Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end-shared-servers"));
  }

  private StartLimits limits() {
    return new StartLimits(Deadline.in(config.startTimeout()), config.stopTimeout());
  }

  /**
   * Endpoints as strings: {@code jdbcUrl}, {@code bootstrapServers} and a password under the name
   * of each role.
   *
   * @param withBroker whether the broker is needed, too
   * @param template what a new database begins as; with an empty name there is no new one, but
   *     {@code quarry}
   */
  public static Map<String, String> ask(boolean withBroker, String template) {
    return INSTANCE.answer(withBroker, template);
  }

  private Map<String, String> answer(boolean withBroker, String template) {
    if (withBroker) {
      broker.begin();
    }
    PostgresServer server = postgres.await();
    Map<String, String> answer = new HashMap<>();
    answer.put(
        "jdbcUrl",
        template.isEmpty()
            ? server.jdbcUrl()
            : server.makeDatabase("test_" + databases.incrementAndGet(), template));
    answer.put("bootstrapServers", withBroker ? broker.await().bootstrapServers() : "");
    server.credentials().forEach((role, login) -> answer.put(role.name(), login.password()));
    return answer;
  }

  private void end() {
    Thread brokerEnd = Thread.ofPlatform().start(broker::close);
    postgres.close();
    try {
      brokerEnd.join();
      Folders.delete(home.root());
    } catch (IOException e) {
      System.err.println("The folder " + home.root() + " was not deleted: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A server that is started by whoever needs it first. */
  private static final class Lazy<T extends AutoCloseable> implements AutoCloseable {
    private final Supplier<T> start;
    private final CompletableFuture<T> started = new CompletableFuture<>();
    private boolean begun;

    Lazy(Supplier<T> start) {
      this.start = start;
    }

    synchronized void begin() {
      if (!begun) {
        begun = true;
        started.completeAsync(
            start, task -> Thread.ofPlatform().daemon().name("start-shared-server").start(task));
      }
    }

    T await() {
      begin();
      try {
        return started.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof LocalStackException known ? known : e;
      }
    }

    @Override
    public synchronized void close() {
      if (!begun) {
        return;
      }
      try {
        started.join().close();
      } catch (Exception e) {
        System.err.println("A shared test server was not stopped: " + e);
      }
    }
  }
}
