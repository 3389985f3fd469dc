package dev.quarry.bench.baseline;

import dev.quarry.bench.platform.BenchPlatform;
import dev.quarry.bench.platform.JavaProcess;
import dev.quarry.bench.platform.Ledger;
import dev.quarry.bench.platform.Recording;
import dev.quarry.localstack.Credentials;
import dev.quarry.localstack.Endpoints;
import dev.quarry.localstack.Role;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** DBOS Transact in a process and a database of its own, on the platform's PostgreSQL server. */
public final class Dbos implements AutoCloseable {
  private static final int LOOK_MILLIS = 10;

  private final JavaProcess process;
  private final URI door;
  private final Connection connection;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Dbos(JavaProcess process, Connection connection) {
    this.process = process;
    this.door = URI.create("http://127.0.0.1:" + process.firstLine());
    this.connection = connection;
  }

  /**
   * Starts it for one recording.
   *
   * @param home for the recording and the log
   * @param endpoints of a database that no other run uses
   * @param stub where the model and the search engine are
   * @param atOnce workflows that run at the same time
   */
  public static Dbos start(
      Path home, Endpoints endpoints, URI stub, Recording recording, int atOnce)
      throws IOException, SQLException {
    Path file = home.resolve("dbos.recording");
    try (var out = new DataOutputStream(Files.newOutputStream(file))) {
      recording.write(out);
    }
    Credentials owner = endpoints.of(Role.OWNER);
    JavaProcess process =
        JavaProcess.start(
            DbosMain.class,
            List.of("-Xmx1g"),
            Map.of(
                "DBOS_URL", endpoints.jdbcUrl(),
                "DBOS_USER", owner.user(),
                "DBOS_PASSWORD", owner.password()),
            List.of(stub.toString(), file.toString(), Integer.toString(atOnce)),
            home.resolve("dbos.log"));
    return new Dbos(process, Ledger.open(endpoints, Role.OWNER));
  }

  /** The same beside a platform, on its PostgreSQL server. */
  public static Dbos beside(BenchPlatform platform, Path home, Recording recording, int atOnce)
      throws IOException, SQLException {
    return start(
        home,
        platform.processes().stack().makeDatabase("dbos"),
        platform.stub().base(),
        recording,
        atOnce);
  }

  /**
   * @return milliseconds of one workflow
   */
  public double run() throws IOException, InterruptedException {
    return Double.parseDouble(post("/run", 200));
  }

  /** Queues many, so many at a time. */
  public void submit(int count, int atOnce) throws InterruptedException {
    try (ExecutorService clients = Executors.newFixedThreadPool(atOnce)) {
      var calls = new ArrayList<Callable<String>>();
      for (int i = 0; i < count; i++) {
        calls.add(() -> post("/submit", 202));
      }
      for (Future<String> call : clients.invokeAll(calls)) {
        call.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("workflows could not be queued", e.getCause());
    }
  }

  /** Waits until none waits or runs. */
  public void awaitAll(Duration patience) throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (number(
            "select count(*) from dbos.workflow_status where status in ('ENQUEUED', 'PENDING')")
        > 0) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("workflows have not ended within " + patience);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    long failed = number("select count(*) from dbos.workflow_status where status <> 'SUCCESS'");
    if (failed > 0) {
      throw new IllegalStateException(failed + " workflows did not succeed");
    }
  }

  /** Steps that are stored. */
  public long steps() throws SQLException {
    return number("select count(*) from dbos.operation_outputs");
  }

  /** Transactions of its database, this class' own few included. */
  public long commits() throws SQLException, InterruptedException {
    TimeUnit.SECONDS.sleep(11);
    return number("select xact_commit from pg_stat_database where datname = current_database()");
  }

  private long number(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private String post(String path, int status) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(door.resolve(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != status) {
      throw new IOException(
          "%s answered with status %d: %s".formatted(path, answer.statusCode(), answer.body()));
    }
    return answer.body();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    process.close();
  }
}
