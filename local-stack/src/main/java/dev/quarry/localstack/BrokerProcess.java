package dev.quarry.localstack;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A Kafka broker in a child JVM that ends when the pipe from this one closes. */
final class BrokerProcess implements Broker {
  /** Comes early on the command line, by which an orphan is known as ours. */
  private static final String FOLDER_PROPERTY = "-Dquarry.broker.folder=";

  private final Process process;
  private final String bootstrapServers;
  private final Duration stopTimeout;

  private BrokerProcess(Process process, String bootstrapServers, Duration stopTimeout) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
    this.stopTimeout = stopTimeout;
  }

  static BrokerProcess start(StackHome home, BrokerConfig config, StartLimits limits) {
    LogFile log = home.log("kafka.log");
    ProcessBuilder builder =
        new ProcessBuilder(ChildProcess.inOwnSession(command(home, config)))
            .redirectError(log.redirect());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new LocalStackException("The Kafka broker's process cannot be started: " + e, e);
    }
    try {
      return new BrokerProcess(process, awaitReady(process, limits, log), limits.stop());
    } catch (RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static List<String> command(StackHome home, BrokerConfig config) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(FOLDER_PROPERTY + home.kafka());
    command.add("-Xmx" + config.heapMegabytes() + "m");
    command.add("-XX:+UseSerialGC");
    if (config.placement() != BrokerPlacement.OWN_PROCESS_FOR_LOAD) {
      command.add("-XX:TieredStopAtLevel=1");
    }
    command.add("-XX:+ExitOnOutOfMemoryError");
    // Kafka 4.4 still unmaps buffers through sun.misc.Unsafe; the warning would head every log.
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add(KafkaBrokerMain.class.getName());
    command.add(home.kafka().toString());
    command.add(Integer.toString(config.preferredPort()));
    Detour detour = config.detour();
    if (detour != null) {
      command.add(Integer.toString(detour.listens()));
      command.add(Integer.toString(detour.advertised()));
    }
    return command;
  }

  private static String awaitReady(Process process, StartLimits limits, LogFile log) {
    try {
      String answer =
          CompletableFuture.supplyAsync(
                  () -> firstLine(process),
                  task -> Thread.ofPlatform().daemon().name("broker-answer").start(task))
              .get(limits.start().left().toMillis(), TimeUnit.MILLISECONDS);
      if (answer.startsWith(KafkaBrokerMain.READY)) {
        return answer.substring(KafkaBrokerMain.READY.length());
      }
      throw new LocalStackException(
          (answer.startsWith(KafkaBrokerMain.FAILED)
                  ? answer.substring(KafkaBrokerMain.FAILED.length())
                  : "The Kafka broker's process ended while starting.")
              + log.tail());
    } catch (TimeoutException e) {
      throw new LocalStackException(
          "The Kafka broker was not ready within the start timeout." + log.tail(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while the Kafka broker was starting", e);
    } catch (ExecutionException e) {
      throw new LocalStackException("The Kafka broker's answer cannot be read" + log.tail(), e);
    }
  }

  private static String firstLine(Process process) {
    try {
      String line =
          new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      return "";
    }
  }

  /** Stops a broker that a killed process left behind on this folder and that is not gone yet. */
  static void stopOrphan(StackHome home, Duration stopTimeout) {
    Optional<ProcessHandle> orphan = running(home);
    if (orphan.isEmpty()) {
      return;
    }
    orphan.get().destroy();
    if (!ChildProcess.awaitEnd(orphan.get(), stopTimeout)) {
      orphan.get().destroyForcibly();
      if (!ChildProcess.awaitEnd(orphan.get(), stopTimeout)) {
        throw new LocalStackException(
            "A Kafka broker left behind on %s (process %d) does not stop. Stop it with \"kill -9 %d\"."
                .formatted(home.kafka(), orphan.get().pid(), orphan.get().pid()));
      }
    }
  }

  private static Optional<ProcessHandle> running(StackHome home) {
    Path file = home.kafka().resolve(KafkaBrokerMain.PID_FILE);
    try {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      return ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
          .filter(ProcessHandle::isAlive)
          .filter(
              process ->
                  process
                      .info()
                      .commandLine()
                      .orElse("")
                      .contains(FOLDER_PROPERTY + home.kafka() + " "));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  @Override
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public CompletableFuture<String> ended() {
    return process
        .onExit()
        .thenApply(end -> "the Kafka broker's process has ended with status " + end.exitValue());
  }

  @Override
  public void crash(Duration time) {
    process.destroyForcibly();
    ChildProcess.awaitEnd(process.toHandle(), time);
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // The process is gone, and the pipe with it.
    }
    if (!ChildProcess.awaitEnd(process.toHandle(), stopTimeout)) {
      process.destroyForcibly();
      ChildProcess.awaitEnd(process.toHandle(), stopTimeout);
    }
  }
}
