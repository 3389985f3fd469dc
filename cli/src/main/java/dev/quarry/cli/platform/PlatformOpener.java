package dev.quarry.cli.platform;

import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.shell.CliLimits;
import dev.quarry.cli.shell.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Gets a platform to ask: the one that answers, else one started on this machine. */
public final class PlatformOpener {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Shell shell;
  private final CliLimits limits;
  private final Path home;
  private final Backends.Starter starter;
  private final DetachedPlatform detached;

  public PlatformOpener(
      Shell shell,
      CliLimits limits,
      Path home,
      Backends.Starter starter,
      DetachedPlatform detached) {
    this.shell = shell;
    this.limits = limits;
    this.home = home;
    this.starter = starter;
    this.detached = detached;
  }

  /**
   * @param keep whether one that has to be started stays afterwards
   * @param phase told what is being started
   */
  public PlatformHold open(boolean keep, Consumer<String> phase) {
    Optional<PlatformUsers> users =
        Files.isDirectory(home) ? Optional.of(PlatformUsers.join(home)) : Optional.empty();
    boolean held = false;
    try {
      Optional<PlatformClient> found = finder().find();
      PlatformHold hold =
          found.isPresent()
              ? new PlatformHold(home, found.get(), Optional.empty(), users)
              : keep ? keep(users, phase) : startOwn(users, phase);
      held = true;
      return hold;
    } finally {
      if (!held) {
        users.ifPresent(PlatformUsers::close);
      }
    }
  }

  private PlatformHold keep(Optional<PlatformUsers> users, Consumer<String> phase) {
    phase.accept("starting a local platform that stays");
    PlatformState unused =
        detached.start(home, List.of("up", "--home", home.toString(), "--quiet-key"));
    // What was found there before does not answer; what runs in the home now does.
    return new PlatformHold(home, finder().requireLocal(), Optional.empty(), users);
  }

  /** Starts one or, while another process holds the home, waits for the one that it starts. */
  private PlatformHold startOwn(Optional<PlatformUsers> users, Consumer<String> phase) {
    Instant deadline = Instant.now().plus(limits.start());
    Consumer<String> told = phase;
    while (true) {
      try {
        LocalPlatform platform = startOnce(told);
        PlatformClient client = new PlatformClient(platform.address(), limits);
        return new PlatformHold(
            home,
            client,
            Optional.of(platform),
            Optional.of(users.orElseGet(() -> PlatformUsers.join(home))));
      } catch (Backends.BackendsInUseException e) {
        if (Instant.now().isAfter(deadline)) {
          throw CliException.noPlatform(String.valueOf(e.getMessage()), e);
        }
        // Each further try begins anew; only what comes after its beginning is news.
        told = what -> unlessItBegins(what, phase);
        phase.accept("another process starts or stops a platform in " + home + "; waiting for it");
      }
      pause();
      Optional<PlatformClient> found = finder().findLocal();
      if (found.isPresent()) {
        return new PlatformHold(home, found.get(), Optional.empty(), users);
      }
    }
  }

  private static void unlessItBegins(String what, Consumer<String> phase) {
    if (!what.equals(LocalPlatform.FIRST_PHASE)) {
      phase.accept(what);
    }
  }

  private LocalPlatform startOnce(Consumer<String> phase) {
    LocalPlatform.Config config =
        new LocalPlatform.Config(home, FreePort.any(), 1, false, LocalPlatform.Config.QUICK_START);
    return LocalPlatform.start(shell, limits, config, starter, phase);
  }

  private PlatformFinder finder() {
    return new PlatformFinder(shell, limits, home);
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN);
    } catch (InterruptedException e) {
      throw CliException.interrupted(e);
    }
  }
}
