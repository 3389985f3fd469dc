package dev.quarry.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.CorpusSource;
import dev.quarry.sdk.Page;
import dev.quarry.sdk.PageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pf4j.DefaultPluginManager;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginLoader;

/** The packaged plugin in a class loader of its own that sees only what a host shows it. */
class PluginZipIT {
  private static final List<String> SHOWN =
      List.of("dev.quarry.sdk.", "org.pf4j.", "org.slf4j.", "org.jspecify.");

  @TempDir Path temp;

  /** The platform's classes and those that plugins share with their host. */
  private static final class HostView extends ClassLoader {
    private HostView() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (SHOWN.stream().anyMatch(name::startsWith)) {
        return PluginZipIT.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }
  }

  private static final class Plugins extends DefaultPluginManager {
    private Plugins(Path folder) {
      super(folder);
    }

    @Override
    protected PluginLoader createPluginLoader() {
      return new org.pf4j.DefaultPluginLoader(this) {
        @Override
        protected PluginClassLoader createPluginClassLoader(
            Path path, PluginDescriptor descriptor) {
          return new PluginClassLoader(pluginManager, descriptor, new HostView());
        }
      };
    }
  }

  private static Path zip() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files.filter(f -> f.toString().endsWith("-plugin.zip")).findFirst().orElseThrow();
    }
  }

  @Test
  void bringsItsLibrariesAndNothingOfTheHost() throws Exception {
    // Given
    try (var file = new ZipFile(zip().toFile())) {
      // When
      List<String> names = file.stream().map(ZipEntry::getName).toList();
      // Then
      assertThat(names)
          .contains("classes/META-INF/extensions.idx", "plugin.properties")
          .anyMatch(name -> name.matches("lib/lucene-core-.*\\.jar"))
          .anyMatch(name -> name.endsWith("linux-x64/libonnxruntime.so"))
          .noneMatch(name -> name.matches("lib/(tool-sdk|pf4j|slf4j|jspecify).*"))
          .noneMatch(name -> name.contains("dev/quarry/sdk"))
          .noneMatch(name -> name.endsWith(".pdb") || name.contains(".dSYM"));
    }
  }

  @Test
  void searchesByMeaningAndReadsInAClassLoaderOfItsOwn() throws Exception {
    // Given
    Path plugins = Files.createDirectories(temp.resolve("plugins"));
    Files.copy(zip(), plugins.resolve("source-corpus.zip"));
    Path root = Files.createDirectories(temp.resolve("documents"));
    Path work = Files.createDirectories(temp.resolve("work"));
    Files.writeString(root.resolve("a.md"), "# Cars\n\nThe mechanic changes brakes and engines.");
    Files.write(root.resolve("b.pdf"), Pdfs.of("Bread", "Bread is baked from flour."));
    var folder = new CorpusFolder("1", "shelf", root, work);
    var context = new FakeContext(List.of(folder), Map.of("embeddings", "on"), FakeContext.NEVER);
    var manager = new Plugins(plugins);
    manager.loadPlugins();
    manager.startPlugins();
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    // When
    try (CorpusSource source =
        manager.getExtensions(CorpusSource.class, "source-corpus").getFirst()) {
      Thread.currentThread().setContextClassLoader(source.getClass().getClassLoader());
      var summary = source.index(folder, (done, total, file) -> {}, context);
      var hits = source.search("automobile repair", 3, context);
      var page = (Page.Text) ((PageSource) source).fetch("corpus://shelf/b.pdf", context);
      // Then
      assertThat(source.getClass().getClassLoader()).isInstanceOf(PluginClassLoader.class);
      assertThat(summary.documents()).isEqualTo(2);
      assertThat(hits.getFirst().url()).isEqualTo("corpus://shelf/a.md");
      assertThat(page.title()).isEqualTo("Bread");
      assertThat(page.text()).contains("Bread is baked from flour.");
    } finally {
      Thread.currentThread().setContextClassLoader(before);
      manager.stopPlugin("source-corpus");
      manager.unloadPlugin("source-corpus");
    }
  }
}
