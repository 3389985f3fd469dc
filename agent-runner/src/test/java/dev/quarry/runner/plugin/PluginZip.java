package dev.quarry.runner.plugin;

import dev.quarry.sdk.Toolset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.pf4j.ExtensionPoint;

/** Builds plugin files from source text, as an author's build would. */
final class PluginZip {
  private static final Map<String, Map<String, byte[]>> COMPILED = new LinkedHashMap<>();

  private final Map<String, String> descriptor = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();
  private final List<String> extensions = new ArrayList<>();

  private PluginZip(String id) {
    descriptor.put("plugin.id", id);
    descriptor.put("plugin.version", "1.2.3");
    descriptor.put("plugin.requires", ">=1.0.0 & <2.0.0");
    descriptor.put("plugin.provider", "Test");
    descriptor.put("plugin.description", "The plugin " + id);
  }

  static PluginZip called(String id) {
    return new PluginZip(id);
  }

  PluginZip with(String key, String value) {
    descriptor.put(key, value);
    return this;
  }

  PluginZip without(String key) {
    descriptor.remove(key);
    return this;
  }

  /** An extension of the class {@code acme.<name>}. */
  PluginZip extension(String name, String source) {
    extensions.add("acme." + name);
    return type(name, source);
  }

  PluginZip type(String name, String source) {
    compile(name, source).forEach((file, bytes) -> entries.put("classes/" + file, bytes));
    return this;
  }

  PluginZip entry(String name, byte[] bytes) {
    entries.put(name, bytes);
    return this;
  }

  /** The SDK's own class files, where no plugin should have them. */
  PluginZip ownCopyOfTheSdk() throws IOException, URISyntaxException {
    Path sdk = location(Toolset.class);
    try (Stream<Path> all = Files.walk(sdk)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = sdk.relativize(file).toString();
        if (name.startsWith("dev/quarry/sdk/") && name.endsWith(".class")) {
          entries.put("classes/" + name, Files.readAllBytes(file));
        }
      }
    }
    return this;
  }

  Path zip(Path folder) throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    if (!descriptor.isEmpty()) {
      String text =
          descriptor.entrySet().stream()
              .map(e -> e.getKey() + "=" + e.getValue())
              .collect(Collectors.joining("\n"));
      all.put("plugin.properties", text.getBytes(StandardCharsets.UTF_8));
    }
    if (!extensions.isEmpty()) {
      all.put("classes/META-INF/extensions.idx", index());
    }
    all.putAll(entries);
    return write(folder.resolve(name() + ".zip"), all);
  }

  /** The same as a plain jar with the descriptor in its manifest. */
  Path jar(Path folder) throws IOException {
    Map<String, byte[]> all = new LinkedHashMap<>();
    String manifest =
        "Manifest-Version: 1.0\nPlugin-Id: %s\nPlugin-Version: %s\nPlugin-Requires: %s\n"
            .formatted(
                descriptor.get("plugin.id"),
                descriptor.get("plugin.version"),
                descriptor.get("plugin.requires"));
    all.put("META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8));
    all.put("META-INF/extensions.idx", index());
    entries.forEach((name, bytes) -> all.put(name.replaceFirst("^classes/", ""), bytes));
    return write(folder.resolve(name() + ".jar"), all);
  }

  private String name() {
    return descriptor.getOrDefault("file", descriptor.getOrDefault("plugin.id", "nameless"));
  }

  private byte[] index() {
    return String.join("\n", extensions).getBytes(StandardCharsets.UTF_8);
  }

  private static Path write(Path file, Map<String, byte[]> entries) throws IOException {
    try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return file;
  }

  private static Path location(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static synchronized Map<String, byte[]> compile(String name, String source) {
    return COMPILED.computeIfAbsent(name + source, _ -> compiled(name, source));
  }

  private static Map<String, byte[]> compiled(String name, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var problems = new DiagnosticCollector<JavaFileObject>();
    Map<String, byte[]> classes = new LinkedHashMap<>();
    try (var files = new Memory(compiler, classes)) {
      String classPath =
          Stream.of(
                  Toolset.class,
                  ExtensionPoint.class,
                  org.slf4j.Logger.class,
                  com.fasterxml.jackson.databind.ObjectMapper.class)
              .map(PluginZip::path)
              .collect(Collectors.joining(System.getProperty("path.separator")));
      String header =
          """
          package acme;
          import dev.quarry.sdk.*;
          import java.util.*;
          """;
      boolean fine =
          compiler
              .getTask(
                  null,
                  files,
                  problems,
                  List.of("-proc:none", "-classpath", classPath, "--release", "25"),
                  null,
                  List.of(new Source(name, header + source)))
              .call();
      if (!fine) {
        throw new IllegalArgumentException(
            problems.getDiagnostics().stream()
                .map(Diagnostic::toString)
                .collect(Collectors.joining("\n")));
      }
      return classes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String path(Class<?> type) {
    try {
      return location(type).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String name, String text) {
      super(URI.create("string:///acme/" + name + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class Memory
      extends javax.tools.ForwardingJavaFileManager<javax.tools.JavaFileManager> {
    private final Map<String, byte[]> classes;

    Memory(JavaCompiler compiler, Map<String, byte[]> classes) {
      super(compiler.getStandardFileManager(null, null, null));
      this.classes = classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location,
        String className,
        JavaFileObject.Kind kind,
        javax.tools.FileObject sibling) {
      String file = className.replace('.', '/') + ".class";
      return new SimpleJavaFileObject(URI.create("mem:///" + file), kind) {
        @Override
        public java.io.OutputStream openOutputStream() {
          return new ByteArrayOutputStream() {
            @Override
            public void close() {
              classes.put(file, toByteArray());
            }
          };
        }
      };
    }
  }
}
