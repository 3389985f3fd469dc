package dev.quarry.cli.command;

import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.platform.PlatformState;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code quarry down}. */
@Command(
    name = "down",
    header = "Stop the platform that runs on this machine.",
    description = {"", "Jobs that are running go on at the next start.", ""},
    footer = {"", "Examples:", "  quarry down", "  quarry down --home /srv/quarry"})
final class DownCommand implements Runnable {
  /** Runner, API and backends stop one after the other. */
  private static final int PARTS = 4;

  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final HomeOption homeOption = new HomeOption();

  DownCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    Path home = homeOption.of(session.shell());
    Optional<PlatformState> state = PlatformState.running(home);
    Optional<ProcessHandle> holder = state.flatMap(PlatformState::holder);
    if (state.isEmpty() || holder.isEmpty()) {
      session.shell().err().println("No platform runs in " + home + ".");
      return;
    }
    if (!state.get().stays()) {
      throw CliException.badInput(
          "The platform in %s belongs to a question that is being asked (process %d) and ends with it."
              .formatted(home, state.get().pid()));
    }
    stop(holder.get());
  }

  private void stop(ProcessHandle holder) {
    boolean asked = holder.destroy();
    long seconds = session.limits().stop().toSeconds() * PARTS;
    try {
      var unused = holder.onExit().get(seconds, TimeUnit.SECONDS);
      session.shell().err().println("stopped");
    } catch (TimeoutException | ExecutionException e) {
      throw CliException.noPlatform(
          "The platform (process %d) %s within %d s. See its logs, or end it with: kill -9 %d"
              .formatted(
                  holder.pid(),
                  asked ? "did not stop" : "could not be asked to stop, nor ended",
                  seconds,
                  holder.pid()),
          e);
    } catch (InterruptedException e) {
      throw CliException.interrupted(e);
    }
  }
}
