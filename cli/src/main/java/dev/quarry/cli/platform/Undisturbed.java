package dev.quarry.cli.platform;

import java.util.ArrayList;
import java.util.List;

/**
 * Processes that signals to this one do not reach. A terminal sends Ctrl-C to all processes in its
 * foreground, others signal a whole group; but children must outlive it by the moment in which the
 * job is cancelled, and are stopped in order. So they get a session of their own where the system
 * can do that, and anyway start with Ctrl-C and hang-up ignored, which a JVM keeps. The process id
 * stays that of the program.
 */
final class Undisturbed {
  private static final String SCRIPT =
      "trap '' INT HUP; if command -v setsid >/dev/null; then exec setsid \"$@\"; fi; exec \"$@\"";

  private Undisturbed() {}

  static List<String> command(List<String> command) {
    List<String> whole = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh"));
    whole.addAll(command);
    return whole;
  }
}
