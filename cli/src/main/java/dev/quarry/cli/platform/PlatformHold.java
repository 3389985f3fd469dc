package dev.quarry.cli.platform;

import dev.quarry.cli.client.PlatformClient;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A platform for as long as one question takes: one that was found, or one that was started for it
 * and is stopped with it.
 */
public final class PlatformHold {
  private final Path home;
  private final PlatformClient client;
  private final Optional<LocalPlatform> own;
  private final Optional<PlatformUsers> users;

  PlatformHold(
      Path home,
      PlatformClient client,
      Optional<LocalPlatform> own,
      Optional<PlatformUsers> users) {
    this.home = home;
    this.client = client;
    this.own = own;
    this.users = users;
  }

  public PlatformClient client() {
    return client;
  }

  /**
   * @throws dev.quarry.cli.exit.CliException when it was started here and a part has ended by
   *     itself
   */
  public void keepAlive() {
    own.ifPresent(LocalPlatform::keepAlive);
  }

  /** Gives it back: stops it if it was started here, after others that use it. */
  public void release(Consumer<String> phase) {
    own.ifPresent(
        platform -> {
          PlatformState.delete(home);
          users.ifPresent(u -> u.awaitOthers(phase));
          phase.accept("stopping the local platform");
          platform.close();
        });
    users.ifPresent(PlatformUsers::close);
  }
}
