package dev.quarry.runner.plugin;

import dev.quarry.sdk.SdkVersion;
import dev.quarry.sdk.Toolset;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pf4j.ClassLoadingStrategy;
import org.pf4j.DefaultPluginManager;
import org.pf4j.Plugin;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginFactory;
import org.pf4j.PluginLoader;
import org.pf4j.PluginManager;
import org.pf4j.PluginRuntimeException;
import org.pf4j.PluginState;
import org.pf4j.PluginStatusProvider;
import org.pf4j.PluginWrapper;

/**
 * One plugin inside a PF4J manager of its own: a plugin that hangs or breaks the manager's state
 * hurts no other, and PF4J's unsynchronised collections are used by one thread only.
 */
final class IsolatedPlugin {
  private final Manager manager;
  private final Path path;
  private final PluginDescriptor descriptor;

  private IsolatedPlugin(Manager manager, Path path, PluginDescriptor descriptor) {
    this.manager = manager;
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Reads the descriptor; loads no class.
   *
   * @param path an unpacked zip, or a jar
   */
  static IsolatedPlugin at(Path path) throws PluginProblem {
    Manager manager = new Manager(path);
    PluginDescriptor descriptor;
    try {
      descriptor = manager.descriptor(path);
    } catch (PluginRuntimeException missing) {
      throw noDescriptor();
    }
    if (blank(descriptor.getPluginId())) {
      throw noDescriptor();
    }
    return new IsolatedPlugin(manager, path, descriptor);
  }

  private static PluginProblem noDescriptor() {
    return new PluginProblem(
        "it has no descriptor: a zip needs plugin.properties in its root with plugin.id and plugin.version, a jar Plugin-Id and Plugin-Version in its manifest");
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  String id() {
    return descriptor.getPluginId();
  }

  PluginEntry entry(String digest) {
    return new PluginEntry(
        id(),
        orEmpty(descriptor.getVersion()),
        orEmpty(descriptor.getProvider()),
        orEmpty(descriptor.getPluginDescription()),
        digest,
        new PluginHealth.Active());
  }

  /**
   * Loads and starts it, which runs code of the plugin.
   *
   * @return its class loader
   */
  ClassLoader start() throws PluginProblem {
    check();
    try {
      manager.loadPlugin(path);
    } catch (PluginRuntimeException refused) {
      throw new PluginProblem(
          "it could not be loaded: " + PluginProblem.wordsFor(innermost(refused)));
    }
    PluginWrapper wrapper = manager.getPlugin(id());
    if (wrapper.getPluginState() == PluginState.DISABLED) {
      throw new PluginProblem(
          "it was built for the tool SDK %s; this platform has %s: install a version of the plugin that accepts it"
              .formatted(descriptor.getRequires(), SdkVersion.CURRENT));
    }
    Thread.currentThread().setContextClassLoader(wrapper.getPluginClassLoader());
    PluginState state;
    try {
      state = manager.startPlugin(id());
    } catch (PluginRuntimeException failed) {
      throw new PluginProblem(
          "it could not be started: " + PluginProblem.wordsFor(innermost(failed)));
    }
    if (state != PluginState.STARTED) {
      Throwable why = wrapper.getFailedException();
      throw new PluginProblem(
          "it could not be started: "
              + (why == null ? "its state is " + state : PluginProblem.wordsFor(innermost(why))));
    }
    return wrapper.getPluginClassLoader();
  }

  private void check() throws PluginProblem {
    if (!id().matches("[A-Za-z0-9_.-]{1,64}")) {
      throw new PluginProblem(
          "its plugin.id is \"%s\"; accepted are 1–64 characters of A-Z, a-z, 0-9, _ . -"
              .formatted(id()));
    }
    if (blank(descriptor.getVersion())) {
      throw new PluginProblem("its descriptor has no plugin.version");
    }
    if (!descriptor.getDependencies().isEmpty()) {
      throw new PluginProblem(
          "it depends on other plugins, which is not supported: put what it needs into its lib/");
    }
    try {
      manager.getVersionManager().checkVersionConstraint(SdkVersion.CURRENT, requires());
    } catch (RuntimeException unreadable) {
      throw new PluginProblem(
          "its plugin.requires is \"%s\"; accepted is a range such as >=1.0.0 & <2.0.0"
              .formatted(requires()));
    }
  }

  private String requires() {
    return blank(descriptor.getRequires()) ? "*" : descriptor.getRequires();
  }

  private static Throwable innermost(Throwable thrown) {
    Throwable inner = thrown;
    while (inner instanceof PluginRuntimeException && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  /**
   * @return the class names in {@code META-INF/extensions.idx}, sorted
   */
  Set<String> extensionClassNames() {
    return new TreeSet<>(
        Optional.ofNullable(manager.getExtensionClassNames(id())).orElseGet(Set::of));
  }

  /** Stops and unloads it, which runs code of the plugin. */
  void unload() {
    if (manager.getPlugin(id()) != null) {
      manager.unloadPlugin(id());
    }
  }

  /** Delegates the SDK to the host whatever the plugin brings along, else looks at itself first. */
  private static final class Loader extends PluginClassLoader {
    Loader(PluginManager manager, PluginDescriptor descriptor) {
      super(
          manager,
          descriptor,
          // The loader that has the SDK: PF4J's own differs from it in Quarkus' test mode.
          new SdkOnlyClassLoader(Toolset.class.getClassLoader()),
          ClassLoadingStrategy.PDA);
    }

    @Override
    protected boolean shouldDelegateToParent(String className) {
      return SdkOnlyClassLoader.shared(className);
    }
  }

  private static final class Manager extends DefaultPluginManager {
    Manager(Path path) {
      super(path.toAbsolutePath().getParent());
      setSystemVersion(SdkVersion.CURRENT);
    }

    PluginDescriptor descriptor(Path path) {
      return getPluginDescriptorFinder().find(path);
    }

    @Override
    protected PluginLoader createPluginLoader() {
      return new PluginLoader() {
        @Override
        public boolean isApplicable(Path pluginPath) {
          return true;
        }

        @Override
        public ClassLoader loadPlugin(Path pluginPath, PluginDescriptor descriptor) {
          return classPath(new Loader(Manager.this, descriptor), pluginPath);
        }
      };
    }

    private static Loader classPath(Loader loader, Path pluginPath) {
      if (Files.isRegularFile(pluginPath)) {
        loader.addFile(pluginPath.toFile());
        return loader;
      }
      loader.addFile(pluginPath.resolve("classes").toFile());
      try (Stream<Path> libs = list(pluginPath.resolve("lib"))) {
        libs.map(Path::toFile)
            .filter(f -> f.getName().endsWith(".jar"))
            .sorted()
            .forEach((File jar) -> loader.addFile(jar));
        return loader;
      } catch (IOException unreadable) {
        throw new PluginRuntimeException(unreadable, "lib/ cannot be read");
      }
    }

    private static Stream<Path> list(Path folder) throws IOException {
      return Files.isDirectory(folder) ? Files.list(folder) : Stream.empty();
    }

    /** PF4J's own swallows what the plugin's constructor threw. */
    @Override
    protected PluginFactory createPluginFactory() {
      return wrapper -> {
        String name = wrapper.getDescriptor().getPluginClass();
        try {
          Class<?> type = wrapper.getPluginClassLoader().loadClass(name);
          List<Constructor<?>> constructors = new ArrayList<>(List.of(type.getConstructors()));
          for (Constructor<?> constructor : constructors) {
            if (List.of(constructor.getParameterTypes()).equals(List.of(PluginWrapper.class))) {
              return (Plugin) constructor.newInstance(wrapper);
            }
          }
          return (Plugin) type.getConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException | LinkageError failed) {
          throw new PluginRuntimeException(failed, "the plugin class " + name);
        }
      };
    }

    /** No enabled.txt and disabled.txt: what is in the folder is meant to run. */
    @Override
    protected PluginStatusProvider createPluginStatusProvider() {
      return new PluginStatusProvider() {
        @Override
        public boolean isPluginDisabled(String pluginId) {
          return false;
        }

        @Override
        public void disablePlugin(String pluginId) {}

        @Override
        public void enablePlugin(String pluginId) {}
      };
    }
  }
}
