package dev.quarry.cli.platform;

import dev.quarry.cli.client.CorpusView;
import dev.quarry.cli.client.PlatformClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.stream.Stream;

/** The sample articles of the installation, as a corpus of a local platform. */
public final class SampleCorpus {
  /** Its name in requests. */
  public static final String NAME = "sample";

  private SampleCorpus() {}

  /** Registers it, or has it indexed again when an article is newer than the index. */
  static void register(PlatformClient client, Path root) throws IOException {
    Path folder = root.resolve("local-stack").resolve("sample-corpus");
    if (!Files.isDirectory(folder)) {
      return;
    }
    Path real = folder.toRealPath();
    Optional<CorpusView> known = in(client);
    boolean elsewhere = known.isPresent() && !known.get().path().equals(real.toString());
    if (elsewhere) {
      // The installation was moved: the name stands for the folder that is no more.
      client.removeCorpus(NAME);
    }
    if (known.isEmpty() || elsewhere || !fresh(known.get(), real)) {
      CorpusView unused = client.addCorpus(NAME, real.toString());
    }
  }

  /** As the platform knows it, if it does. */
  public static Optional<CorpusView> in(PlatformClient client) {
    return client.corpora().stream().filter(corpus -> corpus.name().equals(NAME)).findFirst();
  }

  private static boolean fresh(CorpusView known, Path folder) {
    if (!known.ready()) {
      return false;
    }
    try (Stream<Path> articles = Files.list(folder)) {
      Instant indexed = Instant.parse(known.indexedAt());
      return Files.getLastModifiedTime(folder).toInstant().isBefore(indexed)
          && articles.allMatch(article -> article.toFile().lastModified() < indexed.toEpochMilli());
    } catch (IOException | DateTimeParseException e) {
      return false;
    }
  }
}
