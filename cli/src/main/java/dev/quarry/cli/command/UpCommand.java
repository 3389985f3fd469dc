package dev.quarry.cli.command;

import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.platform.Backends;
import dev.quarry.cli.platform.FreePort;
import dev.quarry.cli.platform.KeyFile;
import dev.quarry.cli.platform.LocalPlatform;
import dev.quarry.cli.platform.PlatformState;
import dev.quarry.cli.view.ProgressView;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code quarry up}. */
@Command(
    name = "up",
    header = "Start a whole platform on this machine.",
    description = {
      "",
      "PostgreSQL, Kafka, the API and a runner. It stays until Ctrl-C or, with --detach, until",
      "\"quarry down\". Its data stay in the home folder and are there again at the next start.",
      "An API or a runner that ends by itself is started again.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  quarry up",
      "  quarry up --detach --port 9000",
      "  quarry up --runners 2",
      "  quarry up --home /srv/quarry"
    })
final class UpCommand implements Runnable {
  private static final int DEFAULT_PORT = 8080;
  private static final int LARGEST_PORT = 65_535;
  private static final int MOST_RUNNERS = 16;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final Session session;

  @Mixin private final HelpOption help = new HelpOption();
  @Mixin private final HomeOption homeOption = new HomeOption();

  @Option(
      names = "--detach",
      description = "Return as soon as it is ready; it goes on as a process of its own.")
  private boolean detach;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Port of the API. Default: 8080, or the next free one.")
  private @Nullable Integer port;

  @Option(
      names = "--runners",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many runners share the work. Default: 1.")
  private int runners;

  @Option(names = "--quiet-key", hidden = true, description = "Never print the key.")
  private boolean quietKey;

  UpCommand(Session session) {
    this.session = session;
  }

  @Override
  public void run() {
    Path home = homeOption.of(session.shell());
    Optional<PlatformState> running = PlatformState.running(home);
    if (running.isPresent()) {
      already(running.get());
      return;
    }
    if (runners < 1 || runners > MOST_RUNNERS) {
      throw CliException.badInput(
          "--runners is " + runners + "; accepted are 1 to " + MOST_RUNNERS + ".");
    }
    int free = choosePort();
    boolean newKey = !KeyFile.in(home).exists();
    if (detach) {
      detached(home, free, newKey);
    } else {
      stay(home, free, newKey && !quietKey);
    }
  }

  private void already(PlatformState state) {
    String where = "A platform runs already at " + state.url() + " (process " + state.pid() + ")";
    if (!detach) {
      throw CliException.noPlatform(where + ". Stop it with: quarry down", null);
    }
    session.shell().err().println(where + ".");
  }

  private int choosePort() {
    if (port == null) {
      int free = FreePort.from(DEFAULT_PORT);
      if (free != DEFAULT_PORT) {
        session.shell().err().println("port " + DEFAULT_PORT + " is taken; using " + free);
      }
      return free;
    }
    if (port < 1 || port > LARGEST_PORT) {
      throw CliException.badInput(
          "--port is " + port + "; accepted are 1 to " + LARGEST_PORT + ".");
    }
    if (!FreePort.free(port)) {
      throw CliException.badInput(
          "--port is "
              + port
              + ", which is taken. Choose another, or leave it out for a free one.");
    }
    return port;
  }

  private void detached(Path home, int free, boolean newKey) {
    try (ProgressView view = ProgressView.on(session.shell())) {
      view.phase("starting the platform");
      List<String> arguments = new ArrayList<>(List.of("up", "--home", home.toString()));
      arguments.addAll(List.of("--port", Integer.toString(free), "--quiet-key"));
      arguments.addAll(List.of("--runners", Integer.toString(runners)));
      PlatformState unused = session.detached().start(home, arguments);
    }
    tell(home, URI.create("http://127.0.0.1:" + free), newKey);
    session.shell().out().println("Stop:  quarry down" + homeArgument());
  }

  private void stay(Path home, int free, boolean showKey) {
    LocalPlatform.Config config =
        new LocalPlatform.Config(home, free, runners, true, LocalPlatform.Config.QUICK_START);
    LocalPlatform platform;
    try (ProgressView view = ProgressView.on(session.shell())) {
      platform =
          LocalPlatform.start(
              session.shell(), session.limits(), config, session.starter(), view::phase);
    } catch (Backends.BackendsInUseException e) {
      throw CliException.noPlatform(String.valueOf(e.getMessage()), e);
    }
    try (platform) {
      tell(home, platform.address().url(), showKey);
      session.shell().out().println("Stop:  Ctrl-C");
      session.shell().out().flush();
      awaitEnd(platform);
    }
  }

  /** Until Ctrl-C, or until a part ends for good. */
  private void awaitEnd(LocalPlatform platform) {
    try {
      while (true) {
        platform.keepAlive();
        Thread.sleep(LOOK_AGAIN);
      }
    } catch (InterruptedException e) {
      session.shell().err().println("stopping");
      throw CliException.interrupted(e);
    }
  }

  private void tell(Path home, URI url, boolean showKey) {
    PrintStream out = session.shell().out();
    KeyFile key = KeyFile.in(home);
    out.println("URL:   " + url);
    out.println(
        "Key:   " + (showKey ? key.read() + "  (kept in " + key.path() + ")" : "in " + key.path()));
    out.println("Logs:  " + home.resolve("logs"));
    out.flush();
  }

  private String homeArgument() {
    return homeOption.home == null ? "" : " --home " + homeOption.home;
  }
}
