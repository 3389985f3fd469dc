package dev.quarry.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How child processes of the stack are started and ended. */
final class ChildProcess {
  private ChildProcess() {}

  /**
   * The command in a session of its own where the system can do that, so that Ctrl-C at the
   * terminal reaches only the stack's owner, who then stops its children in order.
   */
  static List<String> inOwnSession(List<String> command) {
    List<String> all = new ArrayList<>();
    programOnPath("setsid").map(Path::toString).ifPresent(all::add);
    all.addAll(command);
    return all;
  }

  static java.util.Optional<Path> programOnPath(String name) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");
    return Arrays.stream(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Sends a signal by name, for instance {@code INT}; a process that is gone is fine. */
  static void signal(String name, long pid) {
    try {
      new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new LocalStackException("Signal " + name + " to process " + pid + " failed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the process ended within the time. */
  static boolean awaitEnd(ProcessHandle process, Duration time) {
    try {
      process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return !process.isAlive();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
