package dev.quarry.sdk.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the build of a plugin wrote: a folder of classes, or a jar.
 *
 * @param root of classes
 */
record PluginOutput(Path root) {
  static PluginOutput of(Class<?> extension) {
    try {
      return new PluginOutput(
          Path.of(extension.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All files, with forward slashes and relative to the root. */
  List<String> files() {
    return reading(
        base -> {
          try (Stream<Path> all = Files.walk(base)) {
            return all.filter(Files::isRegularFile)
                .map(f -> base.relativize(f).toString().replace('\\', '/'))
                .toList();
          }
        });
  }

  /** The class names in {@code META-INF/extensions.idx}; empty where there is none. */
  Set<String> index() {
    return reading(
        base -> {
          Path index = base.resolve("META-INF/extensions.idx");
          Set<String> names = new TreeSet<>();
          if (Files.exists(index)) {
            for (String line : Files.readAllLines(index, StandardCharsets.UTF_8)) {
              String name = line.replaceFirst("#.*", "").strip();
              if (!name.isEmpty()) {
                names.add(name);
              }
            }
          }
          return names;
        });
  }

  /**
   * The descriptor beside the classes or, where the build adds it to the zip later, the nearest
   * {@code plugin.properties} in the module's folder or one of the two above it.
   */
  Optional<Properties> descriptor() {
    Properties found = new Properties();
    Path folder = Path.of("").toAbsolutePath();
    List<Path> candidates =
        Stream.of(
                root.resolve("plugin.properties"),
                folder.resolve("plugin.properties"),
                folder.resolve("../plugin.properties"),
                folder.resolve("../../plugin.properties"))
            .filter(Files::isRegularFile)
            .toList();
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(candidates.getFirst())) {
      found.load(in);
      return Optional.of(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T from(Path base) throws IOException;
  }

  private <T> T reading(Reading<T> reading) {
    try {
      if (Files.isDirectory(root)) {
        return reading.from(root);
      }
      try (FileSystem jar = FileSystems.newFileSystem(root)) {
        return reading.from(jar.getPath("/"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + root, e);
    }
  }
}
