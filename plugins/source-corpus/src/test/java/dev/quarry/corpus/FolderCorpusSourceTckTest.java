package dev.quarry.corpus;

import dev.quarry.sdk.testkit.PluginTck;
import dev.quarry.sdk.testkit.TestToolContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.pf4j.ExtensionPoint;

final class FolderCorpusSourceTckTest extends PluginTck {
  private static Shelf shelf;

  @BeforeAll
  static void index(@TempDir Path temp) throws Exception {
    shelf = new Shelf(temp);
    shelf.write("slate.md", "# Slate\n\nA corpus on a shelf: slate splits into thin sheets.\n");
    shelf.index();
  }

  @AfterAll
  static void close() {
    shelf.close();
  }

  @Override
  protected List<? extends ExtensionPoint> extensions() {
    return List.of(new FolderCorpusSource());
  }

  /** It is a search source and a page source of the same id: the address is a query, too. */
  @Override
  protected Map<String, String> examples() {
    return Map.of("corpus", "corpus://shelf/slate.md");
  }

  @Override
  protected TestToolContext.Builder context() {
    return TestToolContext.builder().corpus(shelf.folder).setting("embeddings", "off");
  }
}
