package dev.quarry.localstack;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A running PostgreSQL server with Quarry's roles and database. */
final class PostgresServer implements AutoCloseable {
  private static final int READY_POLL_MILLIS = 20;
  private static final String ADDRESS_IN_USE = "Address already in use";

  private final PostgresData data;
  private final Supervisor supervisor;
  private final DatabaseSetup setup;
  private final CredentialsFile credentials;
  private final int port;
  private final Duration stopTimeout;

  private PostgresServer(
      PostgresData data,
      Supervisor supervisor,
      CredentialsFile credentials,
      int port,
      Duration stop) {
    this.data = data;
    this.supervisor = supervisor;
    this.credentials = credentials;
    this.port = port;
    this.stopTimeout = stop;
    this.setup = new DatabaseSetup(port, credentials);
  }

  /** Starts the server on the folder; the caller holds the stack's lock. */
  static PostgresServer start(StackHome home, PostgresConfig config, StartLimits limits) {
    PostgresBinaries binaries = PostgresBinaries.unpacked(config.binariesCache());
    Privileges privileges = Privileges.detect();
    PostgresData data = new PostgresData(home.postgres());
    data.stopOrphan(limits.stop());
    LogFile log = home.log("postgres.log");
    if (Files.exists(data.folder()) && !Files.exists(home.credentials())) {
      throw new LocalStackException(
          "The data folder %s is there but its passwords in %s are not. Restore that file, or remove the data folder to start anew."
              .formatted(data.folder(), home.credentials()));
    }
    CredentialsFile credentials = CredentialsFile.readOrMake(home.credentials());
    data.makeIfMissing(
        binaries,
        privileges,
        limits,
        new PostgresData.InitOptions(credentials.superuser(), config.durable(), log));

    List<String> command = new ArrayList<>(privileges.prefix());
    command.addAll(
        List.of(binaries.program("postgres").toString(), "-D", data.folder().toString()));
    int preferred = config.preferredPort();
    for (int attempt = 1; ; attempt++) {
      int port = Ports.choose(preferred);
      LogFile startLog = home.log("postgres.log");
      List<String> stale = data.status();
      PostgresServer server =
          new PostgresServer(
              data,
              Supervisor.start(
                  withSettings(command, config, port), startLog, Supervisor.GRACE_SECONDS),
              credentials,
              port,
              limits.stop());
      try {
        server.awaitReady(stale, limits.start(), startLog);
        server.setup.ensureRoles();
        server.setup.ensureDatabase(DatabaseSetup.DATABASE);
        return server;
      } catch (RuntimeException e) {
        server.close();
        if (attempt == Ports.ATTEMPTS || !startLog.written().contains(ADDRESS_IN_USE)) {
          throw e;
        }
        preferred = 0;
      }
    }
  }

  private static List<String> withSettings(List<String> command, PostgresConfig config, int port) {
    List<String> all = new ArrayList<>(command);
    Map<String, String> settings =
        new java.util.TreeMap<>(
            Map.of(
                "listen_addresses", Ports.HOST,
                "port", Integer.toString(port),
                "unix_socket_directories", "",
                "max_connections", Integer.toString(config.maxConnections()),
                "log_line_prefix", "%m [%p] %u@%d ",
                "log_timezone", "UTC",
                "timezone", "UTC",
                "cluster_name", "quarry"));
    String durable = config.durable() ? "on" : "off";
    settings.put("fsync", durable);
    settings.put("synchronous_commit", durable);
    settings.put("full_page_writes", durable);
    settings.forEach(
        (key, value) -> {
          all.add("-c");
          all.add(key + "=" + value);
        });
    return all;
  }

  private void awaitReady(List<String> stale, Deadline deadline, LogFile log) {
    CompletableFuture<ProcessHandle> ended = supervisor.handle().onExit();
    while (!data.ready(stale)) {
      if (ended.isDone()) {
        throw new LocalStackException("PostgreSQL did not start." + log.tail());
      }
      if (deadline.passed()) {
        throw new LocalStackException(
            "PostgreSQL was not ready within the start timeout." + log.tail());
      }
      try {
        ended.get(READY_POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException stillStarting) {
        // Look again.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LocalStackException("Interrupted while PostgreSQL was starting", e);
      } catch (java.util.concurrent.ExecutionException e) {
        throw new LocalStackException("PostgreSQL cannot be watched: " + e.getMessage(), e);
      }
    }
  }

  int port() {
    return port;
  }

  Map<Role, Credentials> credentials() {
    return credentials.roles();
  }

  /** URL of the database {@code quarry}. */
  String jdbcUrl() {
    return setup.jdbcUrl(DatabaseSetup.DATABASE);
  }

  /** Makes a further, empty database with the same owner and roles, and returns its URL. */
  String makeDatabase(String name) {
    return makeDatabase(name, DatabaseSetup.EMPTY);
  }

  /** The same as a copy of another one, to which nobody is connected. */
  String makeDatabase(String name, String template) {
    setup.ensureDatabase(name, template);
    return setup.jdbcUrl(name);
  }

  /** Completes when the server has ended, for whatever reason. */
  CompletableFuture<ProcessHandle> ended() {
    return supervisor.handle().onExit();
  }

  /** The server's own superuser. */
  Credentials superuser() {
    return credentials.superuser();
  }

  /** Ends it at once, without a checkpoint: the next start recovers as after a crash. */
  void crash() {
    data.kill();
    if (!ChildProcess.awaitEnd(supervisor.handle(), stopTimeout)) {
      throw new LocalStackException("PostgreSQL does not end.");
    }
  }

  @Override
  public void close() {
    if (!supervisor.stop(stopTimeout)) {
      data.kill();
      supervisor.stop(stopTimeout);
    }
  }
}
