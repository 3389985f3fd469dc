package dev.quarry.localstack;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server and a Kafka broker on one folder. Data, passwords and logs stay there; a
 * later start on the same folder finds them again. One process may use a folder at a time.
 *
 * <p>The parts stop with {@link #close()}, at the exit of the JVM, and also when the JVM is killed:
 * each hangs on a pipe from it.
 */
public final class LocalStack implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);

  private final StackHome home;
  private final StackLock lock;
  private final LocalStackConfig config;
  private volatile PostgresServer postgres;
  private volatile Broker broker;
  private final Set<Backend> crashed = EnumSet.noneOf(Backend.class);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private final Thread exitHook = new Thread(this::close, "stop-local-stack");

  private LocalStack(
      LocalStackConfig config,
      StackHome home,
      StackLock lock,
      PostgresServer postgres,
      Broker broker) {
    this.config = config;
    this.home = home;
    this.lock = lock;
    this.postgres = postgres;
    this.broker = broker;
  }

  /**
   * Starts both servers side by side and returns when both take connections.
   *
   * @throws StackInUseException when another process runs a stack on the same folder
   * @throws LocalStackException when one cannot be started; nothing is left running then
   */
  public static LocalStack start(LocalStackConfig config) {
    long begin = System.nanoTime();
    StackHome home = StackHome.open(config.home());
    StackLock lock = StackLock.take(home);
    StartLimits limits = limits(config);
    CompletableFuture<PostgresServer> postgres =
        async("start-postgres", () -> PostgresServer.start(home, config.postgres(), limits));
    CompletableFuture<Broker> broker =
        async("start-kafka", () -> Broker.start(home, config.broker(), limits));
    try {
      LocalStack stack = new LocalStack(config, home, lock, postgres.join(), broker.join());
      stack.run();
      LOG.atInfo()
          .addKeyValue("home", home.root())
          .addKeyValue("durationMs", (System.nanoTime() - begin) / 1_000_000)
          .log("local stack started");
      return stack;
    } catch (RuntimeException e) {
      stopStarted(postgres);
      stopStarted(broker);
      lock.close();
      throw asOurs(e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
    }
  }

  /**
   * @return version of the PostgreSQL server that comes with this, for instance {@code 18.6.0}
   */
  public static String postgresVersion() {
    return PostgresBinaries.bundledVersion();
  }

  private static LocalStackException asOurs(Throwable e) {
    return e instanceof LocalStackException known
        ? known
        : new LocalStackException("The local stack did not start: " + e, e);
  }

  private static <T> CompletableFuture<T> async(String name, Supplier<T> start) {
    Executor thread = task -> Thread.ofPlatform().daemon().name(name).start(task);
    return CompletableFuture.supplyAsync(start, thread);
  }

  private static void stopStarted(CompletableFuture<? extends AutoCloseable> part) {
    part.handle(
            (started, failed) -> {
              if (started != null) {
                try {
                  started.close();
                } catch (Exception e) {
                  LOG.atWarn().setCause(e).log("part of the local stack not stopped");
                }
              }
              return "";
            })
        .join();
  }

  private void run() {
    lock.ports(postgres.port(), broker.bootstrapServers());
    if (config.closeOnExit()) {
      Runtime.getRuntime().addShutdownHook(exitHook);
    }
    watch(Backend.POSTGRES);
    watch(Backend.KAFKA);
  }

  private void watch(Backend which) {
    CompletableFuture<Void> _ =
        switch (which) {
          case POSTGRES ->
              postgres
                  .ended()
                  .thenAccept(end -> failed(which, "PostgreSQL has ended", "postgres.log"));
          case KAFKA -> broker.ended().thenAccept(reason -> failed(which, reason, "kafka.log"));
        };
  }

  private void failed(Backend which, String what, String logFile) {
    if (!closing.get() && !isCrashed(which)) {
      failure.complete(what + "; see " + home.logs().resolve(logFile));
    }
  }

  /** Where the servers are and the logins of the roles. */
  public Endpoints endpoints() {
    return new Endpoints(postgres.jdbcUrl(), broker.bootstrapServers(), postgres.credentials());
  }

  /**
   * Ends one server at once, as a crash would, and leaves it ended: for tests of what happens then.
   *
   * @throws IllegalStateException when it is ended already, or is a broker in this JVM
   */
  public void crash(Backend which) {
    synchronized (crashed) {
      if (!crashed.add(which)) {
        throw new IllegalStateException(which + " is ended already");
      }
    }
    switch (which) {
      case POSTGRES -> postgres.crash();
      case KAFKA -> broker.crash(config.stopTimeout());
    }
  }

  /**
   * Starts a server again that {@link #crash} has ended, on its port and with its data.
   *
   * @throws LocalStackException when it does not start, or not on its port
   */
  public void revive(Backend which) {
    if (!isCrashed(which)) {
      throw new IllegalStateException(which + " is not ended");
    }
    StartLimits limits = limits(config);
    Endpoints before = endpoints();
    String kafka = before.bootstrapServers();
    LocalStackConfig samePorts =
        config.ports(
            postgres.port(), Integer.parseInt(kafka.substring(kafka.lastIndexOf(':') + 1)));
    switch (which) {
      case POSTGRES -> postgres = PostgresServer.start(home, samePorts.postgres(), limits);
      case KAFKA -> broker = Broker.start(home, samePorts.broker(), limits);
    }
    synchronized (crashed) {
      crashed.remove(which);
    }
    watch(which);
    if (!endpoints().equals(before)) {
      throw new LocalStackException(which + " was started on another port, its own was taken.");
    }
  }

  private boolean isCrashed(Backend which) {
    synchronized (crashed) {
      return crashed.contains(which);
    }
  }

  private static StartLimits limits(LocalStackConfig config) {
    return new StartLimits(Deadline.in(config.startTimeout()), config.stopTimeout());
  }

  /** The server's own superuser, for tests and repair; no process of the platform is given it. */
  public Credentials superuser() {
    return postgres.superuser();
  }

  /** The file that holds the logins of the roles. */
  public java.nio.file.Path credentialsFile() {
    return home.credentials();
  }

  /** Makes a further, empty database for the same roles; the endpoints are those of it. */
  public Endpoints makeDatabase(String name) {
    return new Endpoints(
        postgres.makeDatabase(name), broker.bootstrapServers(), postgres.credentials());
  }

  /** Completes with a reason when a server ends by itself, never when it is stopped by us. */
  public CompletableFuture<String> failure() {
    return failure.copy();
  }

  /** Stops both cleanly and waits for it. May be called again and from several threads. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      closed.join();
      return;
    }
    try {
      CompletableFuture<Void> postgresStop =
          async(
              "stop-postgres",
              () -> {
                postgres.close();
                return (Void) null;
              });
      broker.close();
      postgresStop.join();
    } finally {
      lock.close();
      closed.complete(null);
      removeHook();
    }
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(exitHook);
    } catch (IllegalStateException exiting) {
      // The JVM is on its way out; the hook is what runs now, or waits for this.
    }
  }
}
