package dev.quarry.localstack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL data folder: made when missing, freed from a server that was left behind. */
record PostgresData(Path folder) {
  private static final int STATUS_LINE = 7;

  /** Connections come over TCP from this machine only and always with a password. */
  private static final String ACCESS =
      """
      # TYPE  DATABASE  USER  ADDRESS       METHOD
      host    all       all   127.0.0.1/32  scram-sha-256
      """;

  /**
   * Makes the data folder when there is none. It appears under its name only when complete, so an
   * interrupted first start leaves nothing half made.
   */
  void makeIfMissing(
      PostgresBinaries binaries, Privileges privileges, StartLimits limits, InitOptions options) {
    Path made = folder.resolveSibling(folder.getFileName() + ".making-" + ownPid());
    try {
      deleteUnfinished();
      if (Files.exists(folder)) {
        requireVersion(binaries);
        privileges.handOver(folder);
        return;
      }
      Path passwordFile = Files.createTempFile(folder.getParent(), ".superuser", "");
      try {
        Files.writeString(passwordFile, options.superuser().password());
        Files.createDirectory(made);
        privileges.handOver(made);
        runInitdb(initdb(binaries, privileges, made, passwordFile, options), limits, options.log());
        Files.writeString(made.resolve("pg_hba.conf"), ACCESS);
      } finally {
        Files.deleteIfExists(passwordFile);
      }
      Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new LocalStackException("The data folder " + folder + " cannot be made: " + e, e);
    }
  }

  /** What initdb needs to know. */
  record InitOptions(Credentials superuser, boolean durable, LogFile log) {}

  private static List<String> initdb(
      PostgresBinaries binaries,
      Privileges privileges,
      Path made,
      Path passwordFile,
      InitOptions options) {
    List<String> command = new ArrayList<>(privileges.prefix());
    command.add(binaries.program("initdb").toString());
    command.addAll(
        List.of(
            "-D",
            made.toString(),
            "-U",
            options.superuser().user(),
            "--pwfile=" + passwordFile,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions"));
    if (!options.durable()) {
      command.add("--no-sync");
    }
    return command;
  }

  private static void runInitdb(List<String> command, StartLimits limits, LogFile log)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.redirect())
            .start();
    try {
      if (!process.waitFor(limits.start().left().toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new LocalStackException(
            "PostgreSQL's data folder was not made within the start timeout." + log.tail());
      }
      if (process.exitValue() != 0) {
        throw new LocalStackException("PostgreSQL's data folder cannot be made." + log.tail());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while making PostgreSQL's data folder", e);
    }
  }

  private void requireVersion(PostgresBinaries binaries) throws IOException {
    Path file = folder.resolve("PG_VERSION");
    String found = Files.exists(file) ? Files.readString(file).strip() : "none";
    if (!found.equals(binaries.major())) {
      throw new LocalStackException(
          "The data folder %s is of PostgreSQL version %s, the server here is %s. Use another home folder, or dump and restore."
              .formatted(folder, found, binaries.version()));
    }
  }

  private void deleteUnfinished() throws IOException {
    Path parent = Objects.requireNonNull(folder.getParent());
    try (DirectoryStream<Path> unfinished =
        Files.newDirectoryStream(parent, folder.getFileName() + ".making-*")) {
      for (Path each : unfinished) {
        Folders.delete(each);
      }
    }
  }

  /**
   * Stops a server that a killed process left behind on this folder. Call with the stack's lock
   * held: then no living stack owns it.
   */
  void stopOrphan(Duration stopTimeout) {
    Optional<Long> pid = serverPid();
    if (pid.isEmpty()) {
      return;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid.get()).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return; // PostgreSQL itself removes a stale file.
    }
    if (!isOurs(process.get())) {
      // The number was given to another process, after which PostgreSQL would refuse to start.
      try {
        Files.deleteIfExists(pidFile());
      } catch (IOException e) {
        throw new LocalStackException("The stale " + pidFile() + " cannot be deleted: " + e, e);
      }
      return;
    }
    ChildProcess.signal("INT", pid.get());
    if (!ChildProcess.awaitEnd(process.get(), stopTimeout)) {
      ChildProcess.signal("QUIT", pid.get());
      if (!ChildProcess.awaitEnd(process.get(), stopTimeout)) {
        throw new LocalStackException(
            "A PostgreSQL server left behind on %s (process %d) does not stop. Stop it with \"kill -9 %d\"."
                .formatted(folder, pid.get(), pid.get()));
      }
    }
  }

  private boolean isOurs(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("-D " + folder + " ");
  }

  /**
   * Whether the server says that it takes connections.
   *
   * @param stale what {@link #status()} was before the start: a crash leaves "ready" behind
   */
  boolean ready(List<String> stale) {
    List<String> lines = status();
    return !lines.equals(stale)
        && lines.size() > STATUS_LINE
        && lines.get(STATUS_LINE).strip().equals("ready");
  }

  private Optional<Long> serverPid() {
    List<String> lines = status();
    try {
      return lines.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(lines.get(0).strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Kills the server at once, the last resort of a stop. */
  void kill() {
    serverPid()
        .flatMap(ProcessHandle::of)
        .filter(this::isOurs)
        .ifPresent(process -> ChildProcess.signal("QUIT", process.pid()));
  }

  /** The lines of the server's process file; empty without one. */
  List<String> status() {
    try {
      return Files.exists(pidFile()) ? Files.readAllLines(pidFile()) : List.of();
    } catch (IOException e) {
      return List.of(); // Deleted or being replaced just now.
    }
  }

  private Path pidFile() {
    return folder.resolve("postmaster.pid");
  }

  private static long ownPid() {
    return ProcessHandle.current().pid();
  }
}
