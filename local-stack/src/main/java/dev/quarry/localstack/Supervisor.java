package dev.quarry.localstack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A server process under a small shell that holds a pipe from this JVM: when the pipe closes – on
 * purpose, or because the JVM was killed – the shell stops the server. The server's exit ends the
 * shell with the same status.
 */
final class Supervisor {
  /** Seconds that a server gets to follow one signal before the next, harder one. */
  static final int GRACE_SECONDS = 8;

  /**
   * The watcher uses only what the shell has built in while it waits, so killing it leaves nothing
   * behind. SIGINT and SIGQUIT are PostgreSQL's "fast" and "immediate" shutdown; SIGKILL is for a
   * server that follows neither.
   */
  private static final String SCRIPT =
      """
      grace=$1; shift
      exec 3<&0
      "$@" </dev/null 3<&- &
      server=$!
      (
        trap '' HUP INT TERM
        read -r line
        for signal in INT QUIT KILL; do
          kill -"$signal" "$server" || exit 0
          n=0
          while [ "$n" -lt "$grace" ] && kill -0 "$server"; do n=$((n + 1)); sleep 1; done
        done
      ) <&3 >/dev/null 2>&1 &
      watcher=$!
      exec 3<&-
      trap 'kill -INT "$server"' HUP INT TERM
      while wait "$server"; status=$?; kill -0 "$server" 2>/dev/null; do :; done
      kill -KILL "$watcher" 2>/dev/null
      exit "$status"
      """;

  private final Process shell;

  private Supervisor(Process shell) {
    this.shell = shell;
  }

  /** Starts the command, its output going to the log file. */
  static Supervisor start(List<String> command, LogFile log, int graceSeconds) {
    List<String> all = new ArrayList<>(List.of("sh", "-c", SCRIPT, "quarry-supervisor"));
    all.add(Integer.toString(graceSeconds));
    all.addAll(command);
    try {
      return new Supervisor(
          new ProcessBuilder(ChildProcess.inOwnSession(all))
              .redirectErrorStream(true)
              .redirectOutput(log.redirect())
              .start());
    } catch (IOException e) {
      throw new LocalStackException("The process " + command + " cannot be started: " + e, e);
    }
  }

  ProcessHandle handle() {
    return shell.toHandle();
  }

  /** Lets go of the server, which then stops; whether it did within the time. */
  boolean stop(Duration time) {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      // The shell is gone, and the pipe with it.
    }
    return ChildProcess.awaitEnd(shell.toHandle(), time);
  }
}
