package dev.quarry.corpus;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.CorpusSource.CorpusSummary;
import dev.quarry.sdk.Page;
import dev.quarry.sdk.SearchHit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A folder of documents on disk with its index, and a source that reads it. */
final class Shelf implements AutoCloseable {
  final Path root;
  final CorpusFolder folder;
  final Map<String, String> settings = new HashMap<>(Map.of("embeddings", "off"));
  final FolderCorpusSource source;

  private int touched;

  Shelf(Path temp, String name, FolderCorpusSource source) throws IOException {
    this.root = Files.createDirectories(temp.resolve(name + "-documents"));
    Path work = Files.createDirectories(temp.resolve(name + "-work"));
    this.folder = new CorpusFolder(name + "-1", name, root, work);
    this.source = source;
  }

  Shelf(Path temp) throws IOException {
    this(temp, "shelf", new FolderCorpusSource());
  }

  Path write(String path, String text) throws IOException {
    return write(path, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Writes a file with a modification time that was never used before. */
  Path write(String path, byte[] bytes) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    touch(file);
    return file;
  }

  void touch(Path file) throws IOException {
    touched++;
    Files.setLastModifiedTime(
        file, FileTime.from(Instant.parse("2026-03-01T00:00:00Z").plusSeconds(touched)));
  }

  CallContext context() {
    return new FakeContext(List.of(folder), Map.copyOf(settings), FakeContext.NEVER);
  }

  CorpusSummary index() throws InterruptedException {
    return source.index(folder, (done, total, file) -> {}, context());
  }

  List<SearchHit> search(String query) throws InterruptedException {
    return source.search(query, 10, context());
  }

  List<String> urls(String query) throws InterruptedException {
    return search(query).stream().map(SearchHit::url).toList();
  }

  Page.Text fetch(String url) throws InterruptedException {
    return (Page.Text) source.fetch(url, context());
  }

  @Override
  public void close() {
    source.close();
  }
}
