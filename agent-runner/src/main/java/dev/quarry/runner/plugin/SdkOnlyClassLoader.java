package dev.quarry.runner.plugin;

import java.util.List;

/**
 * What plugins see of the host: the JDK and an allow-list of packages. Resources of the host are
 * not seen at all, so that no service file of the host reaches a plugin.
 *
 * <p>An allow-list, because a forgotten entry fails loudly while a forgotten exclusion leaks.
 */
final class SdkOnlyClassLoader extends ClassLoader {
  static {
    registerAsParallelCapable();
  }

  private static final List<String> SHARED =
      List.of("dev.quarry.sdk.", "org.pf4j.", "org.slf4j.", "org.jspecify.");
  private static final List<String> HIDDEN =
      List.of("dev.quarry.sdk.binding.", "dev.quarry.sdk.testkit.");

  private final ClassLoader host;

  /**
   * @param host the loader that has the SDK
   */
  SdkOnlyClassLoader(ClassLoader host) {
    super("quarry-sdk", ClassLoader.getPlatformClassLoader());
    this.host = host;
  }

  /** Whether the host's class of this name is the one that plugins must use. */
  static boolean shared(String className) {
    return SHARED.stream().anyMatch(className::startsWith)
        && HIDDEN.stream().noneMatch(className::startsWith);
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (shared(name)) {
      return host.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }
}
