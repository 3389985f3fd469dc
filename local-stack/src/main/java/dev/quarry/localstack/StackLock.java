package dev.quarry.localstack;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The claim of one process to a stack's folder: an operating system lock, gone with the process
 * however it ends, on a file that tells others who holds it.
 */
final class StackLock implements AutoCloseable {
  /**
   * Folders held by this JVM. A POSIX lock is lost as soon as its process closes any other channel
   * to the file, so a second attempt in the same JVM must not even open it.
   */
  private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

  private final Path file;
  private final FileChannel channel;
  private final String since;

  private StackLock(Path file, FileChannel channel, String since) {
    this.file = file;
    this.channel = channel;
    this.since = since;
  }

  /**
   * Takes the lock at once or not at all.
   *
   * @throws StackInUseException when another holds it, naming the process
   */
  static StackLock take(StackHome home) {
    Path file = home.lock();
    String since = Instant.now().toString();
    String heldSince = HELD.putIfAbsent(file, since);
    if (heldSince != null) {
      throw inUse(home, heldHere(heldSince));
    }
    try {
      StackLock lock = new StackLock(file, lockedChannel(home), since);
      lock.write(Map.of());
      return lock;
    } catch (IOException e) {
      HELD.remove(file);
      throw new LocalStackException("The lock file " + file + " cannot be used: " + e, e);
    } catch (LocalStackException e) {
      HELD.remove(file);
      throw e;
    }
  }

  private static FileChannel lockedChannel(StackHome home) throws IOException {
    FileChannel channel =
        FileChannel.open(
            home.lock(),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Held by this JVM through another class loader: the channel stays open, for closing it
      // would drop that lock.
      throw inUse(home, heldHere("an unknown time"));
    }
    channel.close();
    throw inUse(home, heldElsewhere(home.lock()));
  }

  /** Adds the ports for whoever reads the file. */
  void ports(int postgres, String bootstrapServers) {
    try {
      write(Map.of("postgres", Ports.HOST + ":" + postgres, "kafka", bootstrapServers));
    } catch (IOException e) {
      throw new LocalStackException("The lock file " + file + " cannot be written: " + e, e);
    }
  }

  private void write(Map<String, String> more) throws IOException {
    ProcessHandle self = ProcessHandle.current();
    StringBuilder text = new StringBuilder(256);
    line(text, "pid", Long.toString(self.pid()));
    line(text, "since", since);
    line(text, "command", self.info().command().orElse("java") + " " + mainClass());
    more.forEach((key, value) -> line(text, key, value));
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)), 0);
    channel.force(false);
  }

  private static void line(StringBuilder text, String key, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\n", " ");
    text.append(key).append('=').append(escaped).append('\n');
  }

  private static String mainClass() {
    return System.getProperty("sun.java.command", "").strip().split(" ", 2)[0];
  }

  private static Properties heldHere(String since) {
    Properties holder = new Properties();
    holder.setProperty("pid", Long.toString(ProcessHandle.current().pid()));
    holder.setProperty("since", since);
    holder.setProperty("command", "this process");
    return holder;
  }

  private static Properties heldElsewhere(Path file) {
    Properties holder = new Properties();
    try {
      holder.load(new StringReader(Files.readString(file)));
    } catch (IOException | IllegalArgumentException e) {
      holder.clear();
    }
    return holder;
  }

  private static StackInUseException inUse(StackHome home, Properties holder) {
    String pid = holder.getProperty("pid");
    if (pid == null) {
      return new StackInUseException(
          "The folder "
              + home.root()
              + " is in use by another process that is just starting. Try again, or choose another"
              + " folder.");
    }
    StringBuilder where = new StringBuilder();
    for (String part : new String[] {"postgres", "kafka"}) {
      String address = holder.getProperty(part);
      if (address != null) {
        where.append(", ").append(part).append(" at ").append(address);
      }
    }
    return new StackInUseException(
        "The folder %s is in use by process %s since %s (%s%s). Stop it with \"kill %s\", or choose another folder."
            .formatted(
                home.root(),
                pid,
                holder.getProperty("since", "an unknown time"),
                holder.getProperty("command", "unknown command"),
                where,
                pid));
  }

  @Override
  public void close() {
    try {
      channel.truncate(0);
      channel.close();
    } catch (IOException e) {
      // The lock is gone with the channel or with the process; what is left is only text.
    } finally {
      HELD.remove(file);
    }
  }
}
