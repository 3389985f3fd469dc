package dev.quarry.bench.baseline;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.StartWorkflowOptions;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Queue;
import dev.dbos.transact.workflow.Workflow;
import dev.quarry.bench.platform.JavaProcess;
import dev.quarry.bench.platform.Recording;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * The same job on DBOS Transact: a workflow whose steps make the requests of a recording. As a
 * process with a door of its own, as a service built on it would have: {@code POST /submit} queues
 * one and answers 202 when that is durable, {@code POST /run} runs one and answers with its
 * milliseconds.
 *
 * <p>Arguments: stub, file of the recording, workflows at once. Environment: {@code DBOS_URL},
 * {@code DBOS_USER}, {@code DBOS_PASSWORD}.
 */
public final class DbosMain {
  private static final String QUEUE = "jobs";

  /** Its default of a second would leave slots empty; this is where it was quickest here. */
  private static final Duration POLLING = Duration.ofMillis(20);

  private final DBOS dbos;
  private final Replay replay;

  private DbosMain(DBOS dbos, Replay replay) {
    this.dbos = dbos;
    this.replay = replay;
  }

  /** The workflow. */
  public interface Replay {
    /**
     * @return the last answer's length
     */
    int all() throws Exception;
  }

  /** Its implementation, which the library calls through a proxy. */
  public static final class Steps implements Replay {
    private final DBOS dbos;
    private final Recording recording;
    private final Exchange exchange;

    Steps(DBOS dbos, Recording recording, Exchange exchange) {
      this.dbos = dbos;
      this.recording = recording;
      this.exchange = exchange;
    }

    @Override
    @Workflow(name = "replay")
    public int all() throws Exception {
      String last = "";
      for (Recording.Act act : recording.acts()) {
        if (act.model() || act.search()) {
          last =
              dbos.runStep(
                  () -> new String(exchange.send(act), StandardCharsets.UTF_8), act.kind());
        }
      }
      return last.length();
    }
  }

  public static void main(String[] args) throws Exception {
    var dbos =
        new DBOS(
            DBOSConfig.defaults("benchmark")
                .withDatabaseUrl(environment("DBOS_URL"))
                .withDbUser(environment("DBOS_USER"))
                .withDbPassword(environment("DBOS_PASSWORD"))
                .withAppVersion("1"));
    Replay replay =
        dbos.registerProxy(
            Replay.class,
            new Steps(dbos, read(Path.of(args[1])), new Exchange(URI.create(args[0]))));
    dbos.registerQueue(
        new Queue(QUEUE)
            .withWorkerConcurrency(Integer.parseInt(args[2]))
            .withPollingInterval(POLLING));
    dbos.launch();
    System.out.println(new DbosMain(dbos, replay).open());
    JavaProcess.stay();
  }

  private static Recording read(Path file) throws IOException {
    try (var in = new DataInputStream(Files.newInputStream(file))) {
      return Recording.read(in);
    }
  }

  private int open() throws IOException {
    HttpServer door =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024);
    door.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    door.createContext("/submit", this::submit);
    door.createContext("/run", this::run);
    door.start();
    return door.getAddress().getPort();
  }

  private void submit(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String id =
          dbos.startWorkflow(replay::all, new StartWorkflowOptions().withQueue(QUEUE)).workflowId();
      answer(exchange, 202, id);
    }
  }

  private void run(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      long begin = System.nanoTime();
      replay.all();
      answer(exchange, 200, Double.toString((System.nanoTime() - begin) / 1e6));
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the workflow failed", e);
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static String environment(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set");
    }
    return value;
  }
}
