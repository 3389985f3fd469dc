package dev.quarry.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker as a process of its own: {@code KafkaBrokerMain FOLDER PREFERRED_PORT
 * [DETOUR_LISTENS DETOUR_ADVERTISED]}. Prints {@code ready HOST:PORT} or {@code failed REASON} as
 * its only line on standard output and ends when its standard input does, so it cannot outlive the
 * process that started it.
 */
public final class KafkaBrokerMain {
  static final String READY = "ready ";
  static final String FAILED = "failed ";
  static final String PID_FILE = "broker.pid";

  private KafkaBrokerMain() {}

  public static void main(String[] args) throws IOException {
    PrintStream answer = System.out;
    // Whatever logs to standard output must not mix with the answer.
    System.setOut(System.err);
    Path folder = Path.of(args[0]);
    Files.writeString(folder.resolve(PID_FILE), Long.toString(ProcessHandle.current().pid()));
    KafkaBroker broker;
    try {
      broker = KafkaBroker.start(folder, Integer.parseInt(args[1]), detour(args));
    } catch (LocalStackException e) {
      e.printStackTrace();
      answer.println(FAILED + e.getMessage());
      Runtime.getRuntime().halt(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop-broker"));
    answer.println(READY + broker.bootstrapServers());
    answer.flush();

    CompletableFuture<String> parentGone = new CompletableFuture<>();
    Thread.ofPlatform().daemon().name("watch-parent").start(() -> readToEnd(parentGone));
    CompletableFuture<Boolean> ended =
        parentGone
            .thenApply(end -> true)
            .applyToEither(broker.ended().thenApply(end -> false), x -> x);
    boolean onPurpose = ended.join();
    // Here and not only in the exit hook, beside which the log handlers close.
    broker.close();
    System.exit(onPurpose ? 0 : 1);
  }

  private static @Nullable Detour detour(String[] args) {
    return args.length < 4
        ? null
        : new Detour(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
  }

  private static void readToEnd(CompletableFuture<String> done) {
    try {
      while (System.in.read() >= 0) {
        // Nobody writes; the end of the pipe is what is waited for.
      }
    } catch (IOException e) {
      // A broken pipe is an end, too.
    }
    done.complete("end of standard input");
  }
}
