package dev.quarry.harness.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What is to happen at the next coming-by: a file that any of the processes may take, one of them
 * at most.
 *
 * @param id of this arming; a process counts anew with each
 * @param point name of the point
 * @param count which coming-by of a process, from 1
 * @param action what happens then
 */
public record Arming(String id, String point, int count, Action action) {
  private static final String ARMED = "armed";

  /** What a process does to itself. */
  public enum Action {
    /** Ends without any of its exit hooks, as by {@code kill -9}. */
    HALT,
    /** Stops as by SIGSTOP, until somebody sends it SIGCONT. */
    FREEZE
  }

  public static Arming of(String point, int count, Action action) {
    return new Arming(UUID.randomUUID().toString(), point, count, action);
  }

  /** Puts it where the processes look. */
  public void arm(Path folder) throws IOException {
    Path made = folder.resolve(ARMED + "." + id);
    Files.writeString(made, String.join(" ", id, point, Integer.toString(count), action.name()));
    Files.move(made, folder.resolve(ARMED), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes away what is armed, if it still is. */
  public static void disarm(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(ARMED));
  }

  /** What is armed right now. */
  static Optional<Arming> read(Path folder) throws IOException {
    String[] words;
    try {
      words = Files.readString(folder.resolve(ARMED)).split(" ", -1);
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
    return Optional.of(
        new Arming(words[0], words[1], Integer.parseInt(words[2]), Action.valueOf(words[3])));
  }

  /** Takes it for this process; false when another one was first. */
  boolean take(Path folder) throws IOException {
    try {
      Files.move(
          folder.resolve(ARMED), folder.resolve("taken." + id), StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException gone) {
      return false;
    }
    // A rename beside the file that is complete at once: whoever reads it sees all of it.
    Path told = folder.resolve("telling." + id);
    Files.writeString(told, ProcessHandle.current().pid() + " " + System.currentTimeMillis());
    Files.move(told, folder.resolve("fired." + id), StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  /**
   * That it happened.
   *
   * @param pid of the process
   * @param atMillis when, milliseconds since 1970
   */
  public record Fired(long pid, long atMillis) {}

  /** Whether, where and when it happened. */
  public Optional<Fired> fired(Path folder) throws IOException {
    Path file = folder.resolve("fired." + id);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String[] words = Files.readString(file).split(" ", -1);
    return Optional.of(new Fired(Long.parseLong(words[0]), Long.parseLong(words[1])));
  }

  @Override
  public String toString() {
    return "%s at %s, time %d".formatted(action.name().toLowerCase(Locale.ROOT), point, count);
  }
}
