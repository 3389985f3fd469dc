package dev.quarry.runner.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All plugins of a runner. Loads every {@code .zip} and {@code .jar} of its folders when it is
 * opened, one after the other in the order of folders and file names; a plugin that fails, hangs or
 * does not fit is reported and harms nothing else. The files in the folders are not touched and not
 * held open: they may be replaced while the runner runs and count at its next start.
 */
public final class PluginHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final PluginLimits limits;
  private final List<PluginIntake.Result> results;

  private PluginHost(PluginLimits limits, List<PluginIntake.Result> results) {
    this.limits = limits;
    this.results = results;
  }

  /**
   * @param folders with plugin files, or such files themselves; one that is missing counts as empty
   * @param workFolder where plugins are unpacked to; made where missing; may be shared by runners
   * @throws UncheckedIOException if a folder cannot be listed
   * @throws InterruptedException when the caller was interrupted
   */
  public static PluginHost open(List<Path> folders, Path workFolder, PluginLimits limits)
      throws InterruptedException {
    PluginIntake intake = new PluginIntake(workFolder, limits, System::nanoTime);
    List<PluginIntake.Result> results = new ArrayList<>();
    PluginHost host = new PluginHost(limits, results);
    try {
      for (Path folder : folders) {
        for (Path file : files(folder)) {
          results.add(results.size() < limits.plugins() ? intake.take(file) : intake.tooMany(file));
        }
      }
      return host;
    } catch (InterruptedException | RuntimeException | Error failed) {
      host.close();
      throw failed;
    }
  }

  private static List<Path> files(Path folder) {
    if (Files.isRegularFile(folder)) {
      return List.of(folder);
    }
    if (!Files.isDirectory(folder)) {
      LOG.atWarn().addKeyValue("folder", folder).log("plugin folder is missing");
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).filter(PluginHost::isPlugin).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("plugin folder cannot be read: " + folder, unreadable);
    }
  }

  private static boolean isPlugin(Path file) {
    String name = String.valueOf(file.getFileName());
    return !name.startsWith(".") && (name.endsWith(".zip") || name.endsWith(".jar"));
  }

  /**
   * @return what is offered, with the health of this moment; nothing once the host is closed
   */
  public PluginCatalogue catalogue() {
    lock.lock();
    try {
      List<PluginEntry> entries = new ArrayList<>();
      List<LoadedToolset> toolsets = new ArrayList<>();
      List<LoadedSearchSource> searchSources = new ArrayList<>();
      List<LoadedPageSource> pageSources = new ArrayList<>();
      for (PluginIntake.Result result : results) {
        switch (result) {
          case PluginIntake.Result.Refused(PluginEntry entry) -> entries.add(entry);
          case PluginIntake.Result.Served(ServedPlugin plugin) -> {
            entries.add(plugin.entry());
            toolsets.addAll(plugin.toolsets());
            searchSources.addAll(plugin.searchSources());
            pageSources.addAll(plugin.pageSources());
          }
        }
      }
      return new PluginCatalogue(entries, toolsets, searchSources, pageSources);
    } finally {
      lock.unlock();
    }
  }

  /**
   * @return how many calls into plugins were abandoned so far; their threads may still run
   */
  public long abandonedCalls() {
    lock.lock();
    try {
      return served().stream().mapToLong(ServedPlugin::abandonedCalls).sum();
    } finally {
      lock.unlock();
    }
  }

  private List<ServedPlugin> served() {
    return results.stream()
        .<ServedPlugin>mapMulti(
            (result, sink) -> {
              if (result instanceof PluginIntake.Result.Served(ServedPlugin plugin)) {
                sink.accept(plugin);
              }
            })
        .toList();
  }

  /**
   * Stops the plugins one by one, the last loaded first. Calls that are under way are not waited
   * for; later ones fail. May be called again and then does nothing.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      List<ServedPlugin> stopping = served();
      results.clear();
      stopping.reversed().forEach(plugin -> plugin.stop(limits.grace()));
    } finally {
      lock.unlock();
    }
  }
}
