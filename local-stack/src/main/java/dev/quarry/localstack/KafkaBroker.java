package dev.quarry.localstack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/** A Kafka broker on threads of this JVM, its data kept in a folder. */
public final class KafkaBroker implements Broker {
  private final KafkaRaftServer server;
  private final String bootstrapServers;
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  private KafkaBroker(KafkaRaftServer server, String bootstrapServers) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker on a folder that nobody else uses.
   *
   * @param folder where its data are; formatted at the first start
   * @param preferredPort a free one is taken when it is in use or 0
   * @param detour a second way to it, null for none
   */
  static KafkaBroker start(Path folder, int preferredPort, @Nullable Detour detour) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // Kafka loads its classes by name through the context loader and hands it to its threads.
    thread.setContextClassLoader(KafkaBroker.class.getClassLoader());
    try {
      int preferred = preferredPort;
      for (int attempt = 1; ; attempt++) {
        try {
          return startOnce(folder, Ports.chooseDistinct(preferred, 2), detour);
        } catch (LocalStackException e) {
          if (attempt == Ports.ATTEMPTS || !isPortTaken(e)) {
            throw e;
          }
          preferred = 0;
        }
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static KafkaBroker startOnce(Path folder, List<Integer> ports, @Nullable Detour detour) {
    BrokerSettings settings =
        new BrokerSettings(ports.get(0), ports.get(1), folder.resolve("data"), detour);
    BrokerFaults.surviveInThisJvm();
    KafkaRaftServer server;
    try {
      format(folder, settings);
      server =
          new KafkaRaftServer(KafkaConfig.fromProps(settings.properties(), false), Time.SYSTEM);
    } catch (Exception e) {
      throw failed(folder, e);
    }
    try {
      server.startup();
    } catch (Exception e) {
      server.shutdown();
      throw failed(folder, e);
    }
    KafkaBroker broker = new KafkaBroker(server, Ports.HOST + ":" + settings.port());
    Thread.ofPlatform()
        .daemon()
        .name("kafka-broker-end")
        .start(
            () -> {
              server.awaitShutdown();
              broker.ended.complete("the Kafka broker has ended");
            });
    return broker;
  }

  private static void format(Path folder, BrokerSettings settings) throws Exception {
    Files.createDirectories(settings.data());
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setClusterId(clusterId(folder.resolve("cluster.id")))
        .setNodeId(BrokerSettings.NODE_ID)
        .setControllerListenerName(BrokerSettings.CONTROLLER)
        .setMetadataLogDirectory(settings.data().toString())
        .addDirectory(settings.data().toString())
        .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
        .setIgnoreFormatted(true)
        .setHasDynamicQuorum(false)
        .run();
  }

  private static String clusterId(Path file) throws IOException {
    if (Files.exists(file)) {
      return Files.readString(file).strip();
    }
    String made = Uuid.randomUuid().toString();
    Files.writeString(file, made);
    return made;
  }

  private static boolean isPortTaken(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof java.net.BindException) {
        return true;
      }
    }
    return false;
  }

  private static LocalStackException failed(Path folder, Exception e) {
    return new LocalStackException(
        "The Kafka broker on " + folder + " did not start: " + e.getMessage(), e);
  }

  @Override
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public CompletableFuture<String> ended() {
    return ended;
  }

  @Override
  public void crash(Duration time) {
    throw new IllegalStateException(
        "the Kafka broker runs in this JVM; only one in a process of its own can crash alone");
  }

  /** Stops the broker cleanly; may be called again. */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
