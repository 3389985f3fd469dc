package dev.quarry.localstack;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Running PostgreSQL, which refuses to run as root, from a process that may be root. */
sealed interface Privileges {
  /** What is put before a command. */
  List<String> prefix();

  /** Gives a new data folder to the user that the server will be. */
  void handOver(Path folder) throws IOException;

  /** Finds out what this process is and what the system allows. */
  static Privileges detect() {
    if (new UnixSystem().getUid() != 0) {
      return new OrdinaryUser();
    }
    if (works(UserNamespace.COMMAND)) {
      return new UserNamespace();
    }
    if (works(Nobody.COMMAND)) {
      return new Nobody();
    }
    throw new LocalStackException(
        "PostgreSQL does not run as root, and neither \"unshare -U\" (user namespaces) nor"
            + " \"setpriv\" works here. Run this as an ordinary user.");
  }

  private static boolean works(List<String> prefix) {
    try {
      var command = new java.util.ArrayList<>(prefix);
      command.add("true");
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while starting PostgreSQL", e);
    }
  }

  /** No need for anything. */
  record OrdinaryUser() implements Privileges {
    @Override
    public List<String> prefix() {
      return List.of();
    }

    @Override
    public void handOver(Path folder) {}
  }

  /** Root that looks like nobody from inside a user namespace; files stay root's. */
  record UserNamespace() implements Privileges {
    private static final List<String> COMMAND = List.of("unshare", "-U");

    @Override
    public List<String> prefix() {
      return COMMAND;
    }

    @Override
    public void handOver(Path folder) {}
  }

  /**
   * The user nobody with the one capability to reach files below root's private folders: for
   * containers that forbid user namespaces.
   */
  record Nobody() implements Privileges {
    private static final int NOBODY = 65_534;
    private static final List<String> COMMAND =
        List.of(
            "setpriv",
            "--reuid=" + NOBODY,
            "--regid=" + NOBODY,
            "--clear-groups",
            "--inh-caps=+dac_override",
            "--ambient-caps=+dac_override",
            // Without this bit access(2), by which initdb looks for its programs, ignores it.
            "--securebits=+no_setuid_fixup");

    @Override
    public List<String> prefix() {
      return COMMAND;
    }

    @Override
    public void handOver(Path folder) throws IOException {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
                throws IOException {
              return give(each);
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
                throws IOException {
              return give(each);
            }
          });
    }

    private static FileVisitResult give(Path each) throws IOException {
      Files.setAttribute(each, "unix:uid", NOBODY, java.nio.file.LinkOption.NOFOLLOW_LINKS);
      return FileVisitResult.CONTINUE;
    }
  }
}
