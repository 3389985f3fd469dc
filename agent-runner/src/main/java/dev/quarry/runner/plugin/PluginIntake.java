package dev.quarry.runner.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From a plugin's file to a plugin that is served, or to the reason why it is not. */
final class PluginIntake {
  private static final Logger LOG = LoggerFactory.getLogger(PluginIntake.class);

  /** What became of a file. */
  sealed interface Result {
    record Served(ServedPlugin plugin) implements Result {}

    record Refused(PluginEntry entry) implements Result {}
  }

  /** What the plugin's own code made of itself. */
  private record Started(ClassLoader loader, Offer offer) {}

  private final PluginArchive archive;
  private final PluginLimits limits;
  private final LongSupplier nanos;
  private final Registrations registrations = new Registrations();

  PluginIntake(Path workFolder, PluginLimits limits, LongSupplier nanos) {
    this.archive = new PluginArchive(workFolder, limits.archive());
    this.limits = limits;
    this.nanos = nanos;
  }

  Result take(Path file) throws InterruptedException {
    String name = String.valueOf(file.getFileName());
    PluginEntry known = new PluginEntry(name, "", "", "", "", new PluginHealth.Active());
    try {
      String digest = archive.digest(file);
      known = new PluginEntry(name, "", "", "", digest, new PluginHealth.Active());
      IsolatedPlugin plugin = IsolatedPlugin.at(archive.install(file, digest));
      known = plugin.entry(digest);
      registrations.plugin(known.id());
      Started started = start(plugin);
      try {
        registrations.offer(known.id(), started.offer());
      } catch (PluginProblem taken) {
        unload(plugin);
        throw taken;
      }
      var calls = new PluginCall(known.id(), started.loader(), limits, nanos);
      LOG.atInfo()
          .addKeyValue("plugin", known.id())
          .addKeyValue("version", known.version())
          .log("plugin loaded");
      return new Result.Served(new ServedPlugin(known, plugin, started.offer(), calls));
    } catch (PluginProblem problem) {
      return refused(known, name, problem.reason());
    } catch (IOException unreadable) {
      return refused(
          known,
          name,
          "the file cannot be read or unpacked: " + PluginProblem.wordsFor(unreadable));
    }
  }

  private static Result refused(PluginEntry known, String file, String reason) {
    String sentence =
        "%s%s (file %s)"
            .formatted(Character.toUpperCase(reason.charAt(0)), reason.substring(1), file);
    LOG.atError()
        .addKeyValue("plugin", known.id())
        .addKeyValue("file", file)
        .addKeyValue("reason", sentence)
        .log("plugin degraded");
    return new Result.Refused(known.with(new PluginHealth.Degraded(sentence)));
  }

  Result tooMany(Path file) {
    String name = String.valueOf(file.getFileName());
    return refused(
        new PluginEntry(name, "", "", "", "", new PluginHealth.Active()),
        name,
        "there are more plugins than the %d that are accepted".formatted(limits.plugins()));
  }

  /** On a platform thread: one that spins must not take a carrier of the virtual threads along. */
  private Started start(IsolatedPlugin plugin) throws PluginProblem, InterruptedException {
    AtomicBoolean givenUp = new AtomicBoolean();
    var outcome =
        GuardedThread.run(
            Thread.ofPlatform().daemon().name("plugin-load-" + plugin.id()),
            null,
            () -> {
              ClassLoader loader = plugin.start();
              Offer offer = Offer.read(plugin.extensionClassNames(), loader);
              if (givenUp.get()) {
                plugin.unload();
              }
              return new Started(loader, offer);
            },
            limits.loading(),
            limits.grace());
    return switch (outcome) {
      case GuardedThread.Outcome.Returned<Started>(Started started) -> started;
      case GuardedThread.Outcome.Threw<Started>(Throwable cause) -> {
        unload(plugin);
        throw problem(cause);
      }
      case GuardedThread.Outcome.Late<Started> _ -> {
        unload(plugin);
        throw overdue("");
      }
      case GuardedThread.Outcome.Abandoned<Started>(String where) -> {
        givenUp.set(true);
        throw overdue(" and still runs at " + where);
      }
      case GuardedThread.Outcome.Cancelled<Started> _ -> {
        givenUp.set(true);
        throw new InterruptedException("interrupted while loading plugins");
      }
    };
  }

  private static PluginProblem problem(Throwable cause) {
    return switch (cause) {
      case PluginProblem known -> known;
      case VirtualMachineError fatal when !(fatal instanceof StackOverflowError) -> throw fatal;
      default -> new PluginProblem("it failed on loading: " + PluginProblem.wordsFor(cause));
    };
  }

  private PluginProblem overdue(String more) {
    Duration limit = limits.loading();
    return new PluginProblem(
        "it did not finish loading within %d ms%s: its constructors, start() and tools() must return quickly"
            .formatted(limit.toMillis(), more));
  }

  private void unload(IsolatedPlugin plugin) {
    var outcome =
        GuardedThread.run(
            Thread.ofPlatform().daemon().name("plugin-unload-" + plugin.id()),
            null,
            () -> {
              plugin.unload();
              return plugin;
            },
            limits.grace(),
            limits.grace());
    if (!(outcome instanceof GuardedThread.Outcome.Returned<?>)) {
      LOG.atError().addKeyValue("plugin", plugin.id()).log("plugin did not stop cleanly");
    }
  }
}
