package dev.quarry.cli.platform;

import dev.quarry.cli.client.PlatformAddress;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.shell.CliLimits;
import dev.quarry.cli.shell.Shell;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where is a platform? At {@code QUARRY_URL}, else the one that runs in a home on this machine. */
public final class PlatformFinder {
  private final Shell shell;
  private final CliLimits limits;
  private final Path home;

  public PlatformFinder(Shell shell, CliLimits limits, Path home) {
    this.shell = shell;
    this.limits = limits;
    this.home = home;
  }

  /** One that answers, if there is any. */
  public Optional<PlatformClient> find() {
    Optional<PlatformClient> named = named();
    if (named.isPresent()) {
      if (named.get().answers()) {
        return named;
      }
      shell.err().println("Nothing answers at QUARRY_URL=" + named.get().address().url() + ".");
    }
    return findLocal();
  }

  /** The one that runs in the home, if it answers. */
  Optional<PlatformClient> findLocal() {
    return local().filter(PlatformClient::answers);
  }

  /** The one that runs in the home. */
  PlatformClient requireLocal() {
    return findLocal().orElseThrow(this::none);
  }

  /** One that answers at the named place, or locally where none is named. */
  public PlatformClient require() {
    Optional<PlatformClient> named = named();
    if (named.isPresent()) {
      return named.get();
    }
    return requireLocal();
  }

  /** The same, with the key of the operator. */
  public PlatformClient requireOperator() {
    URI url = require().address().url();
    Optional<String> key = shell.variable("QUARRY_OPERATOR_KEY");
    KeyFile file = KeyFile.ofOperator(home);
    if (key.isEmpty() && !(new PlatformAddress(url, "").local() && file.exists())) {
      throw CliException.badInput(
          "This is the operator's. Set QUARRY_OPERATOR_KEY to the operator's key, qop_….");
    }
    return new PlatformClient(new PlatformAddress(url, key.orElseGet(file::read)), limits);
  }

  private CliException none() {
    return CliException.noPlatform(
        "No platform runs in %s. Start one with \"quarry up --detach\", or name one in QUARRY_URL and QUARRY_KEY."
            .formatted(home),
        null);
  }

  private Optional<PlatformClient> named() {
    return shell.variable("QUARRY_URL").map(url -> new PlatformClient(address(url), limits));
  }

  private PlatformAddress address(String typed) {
    URI url;
    try {
      url = URI.create(typed.strip());
    } catch (IllegalArgumentException e) {
      throw CliException.badInput(
          "QUARRY_URL is \"" + typed + "\"; accepted is http://HOST:PORT or https://HOST.", e);
    }
    PlatformAddress keyless = new PlatformAddress(url, "");
    Optional<String> key = shell.variable("QUARRY_KEY");
    if (key.isEmpty() && keyless.local() && KeyFile.in(home).exists()) {
      return new PlatformAddress(url, KeyFile.in(home).read());
    }
    return new PlatformAddress(
        url,
        key.orElseThrow(
            () ->
                CliException.badInput(
                    "QUARRY_URL is set and QUARRY_KEY is not. Set it to an API key.")));
  }

  private Optional<PlatformClient> local() {
    return PlatformState.running(home)
        .map(state -> new PlatformAddress(state.url(), KeyFile.in(home).read()))
        .map(address -> new PlatformClient(address, limits));
  }
}
