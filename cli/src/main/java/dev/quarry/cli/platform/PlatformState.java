package dev.quarry.cli.platform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quarry.cli.client.Json;
import dev.quarry.cli.exit.CliException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What a running local platform tells others in {@code platform.json} of its home. A process id may
 * be given to another process later, so it counts only together with the time the process started.
 *
 * @param url of the API
 * @param pid of the process that holds the platform
 * @param started when that process started
 * @param apiPid of platform-api
 * @param runnerPids of each agent-runner
 * @param stays whether it stays until it is stopped, or ends with the question it was started for
 */
public record PlatformState(
    URI url, long pid, Instant started, long apiPid, List<Long> runnerPids, boolean stays) {
  public PlatformState {
    runnerPids = List.copyOf(runnerPids);
  }

  private static final String FILE = "platform.json";

  /** The state of this very process. */
  static PlatformState ofThisProcess(URI url, long apiPid, List<Long> runnerPids, boolean stays) {
    ProcessHandle self = ProcessHandle.current();
    return new PlatformState(url, self.pid(), startOf(self), apiPid, runnerPids, stays);
  }

  private static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  /** The process that holds the platform, if it still runs and is the same. */
  public Optional<ProcessHandle> holder() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> startOf(process).equals(started));
  }

  /** The state that stands in a home, if its process still runs. */
  public static Optional<PlatformState> running(Path home) {
    Path file = home.resolve(FILE);
    try {
      JsonNode json = Json.parse(Files.readString(file));
      PlatformState state =
          new PlatformState(
              URI.create(json.path("url").asText()),
              json.path("pid").asLong(),
              Instant.parse(json.path("started").asText()),
              json.path("apiPid").asLong(),
              pids(json.path("runnerPids")),
              json.path("stays").asBoolean());
      return Optional.of(state).filter(s -> s.holder().isPresent());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw CliException.noPlatform("The file " + file + " cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      // Left half-written by a crash, or by another version: it tells of no platform.
      return Optional.empty();
    }
  }

  private static List<Long> pids(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asLong).toList();
  }

  void write(Path home) throws IOException {
    ObjectNode json =
        Json.object()
            .put("url", url.toString())
            .put("pid", pid)
            .put("started", started.toString())
            .put("apiPid", apiPid)
            .put("stays", stays);
    runnerPids.forEach(json.putArray("runnerPids")::add);
    Path fresh = home.resolve(FILE + "." + pid);
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, Json.line(json) + "\n");
    Files.move(
        fresh,
        home.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  static void delete(Path home) {
    try {
      Files.deleteIfExists(home.resolve(FILE));
    } catch (IOException e) {
      // A left-over file tells of a process that is gone, which every reader checks.
    }
  }
}
