package dev.quarry.corpus;

import dev.quarry.corpus.FolderWalk.Found;
import dev.quarry.corpus.IndexFormat.FileState;
import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.CorpusSource.CorpusProgress;
import dev.quarry.sdk.CorpusSource.CorpusSummary;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Brings the index of one folder up to date, once. */
final class IndexRun {
  private static final int SKIPPED_SHOWN = 100;

  private final CorpusFolder folder;
  private final CorpusSettings settings;
  private final Embedder embedder;
  private final CorpusProgress progress;
  private final CallContext context;
  private final List<String> skipped = new ArrayList<>();

  IndexRun(
      CorpusFolder folder,
      CorpusSettings settings,
      Embedder embedder,
      CorpusProgress progress,
      CallContext context) {
    this.folder = folder;
    this.settings = settings;
    this.embedder = embedder;
    this.progress = progress;
    this.context = context;
  }

  /**
   * @throws ToolException as {@link dev.quarry.sdk.CorpusSource#index}
   */
  CorpusSummary run() throws InterruptedException {
    FolderWalk.Result walk = FolderWalk.of(folder.root(), settings);
    try {
      try {
        return update(walk, false);
      } catch (BrokenIndexException e) {
        context.log().warn("index rebuilt because it was broken: {}", String.valueOf(e.getCause()));
        return update(walk, true);
      }
    } catch (BrokenIndexException | IOException e) {
      throw new ToolException(
          FailureCode.UPSTREAM, "the index of '" + folder.name() + "' cannot be written: " + e, e);
    }
  }

  private CorpusSummary update(FolderWalk.Result walk, boolean anew)
      throws IOException, BrokenIndexException, InterruptedException {
    skipped.clear();
    skipped.addAll(walk.skipped());
    var path = CorpusIndexes.folder(folder);
    try (var writing = IndexWriting.open(path, settings.fingerprint(), anew)) {
      Map<String, FileState> states = writing.states();
      removeMissing(walk.files(), states, writing);
      try (var work = new ReadAhead(settings, walk.files(), states)) {
        visit(walk.files(), states, work, writing);
      } finally {
        writing.commit(); // also what was done before an interrupt
      }
      return summary(walk, writing.counts());
    }
  }

  private static void removeMissing(
      List<Found> files, Map<String, FileState> states, IndexWriting writing)
      throws IOException, BrokenIndexException {
    Set<String> present = new HashSet<>();
    files.forEach(found -> present.add(found.path()));
    for (String path : List.copyOf(states.keySet())) {
      if (!present.contains(path)) {
        writing.remove(path);
        states.remove(path);
      }
    }
  }

  private void visit(
      List<Found> files, Map<String, FileState> states, ReadAhead work, IndexWriting writing)
      throws IOException, BrokenIndexException, InterruptedException {
    var vectors = new VectorShare(settings, files.size(), states.values());
    int uncommitted = 0;
    for (int i = 0; i < files.size(); i++) {
      checkWanted();
      Found found = files.get(i);
      FileState state = states.get(found.path());
      if (state != null && state.unchanged(found)) {
        note(state);
      } else {
        int share = vectors.grant(i, state);
        vectors.use(take(found, state, work, share, writing));
        uncommitted++;
      }
      if (uncommitted >= settings.commitFiles()) {
        writing.commit();
        uncommitted = 0;
      }
      progress.update(i + 1, files.size(), found.path());
    }
  }

  private void checkWanted() throws InterruptedException {
    context.cancellation().check();
    if (Thread.interrupted()) {
      throw new InterruptedException("cancelled while indexing " + folder.name());
    }
  }

  /**
   * @return how many vectors the file has now
   */
  private int take(
      Found found, @Nullable FileState known, ReadAhead work, int share, IndexWriting writing)
      throws IOException, BrokenIndexException, InterruptedException {
    String path = found.path();
    return switch (work.next()) {
      case Reading.Same() -> {
        FileState seen = Objects.requireNonNull(known).seen(found);
        writing.put(seen);
        note(seen);
        yield seen.vectors();
      }
      case Reading.Readable read -> {
        List<float[]> vectors = vectors(read, share, work);
        FileState state = state(found, read.hash(), vectors.size(), remark(read));
        writing.put(path, IndexFormat.block(state, read, vectors));
        note(state);
        yield vectors.size();
      }
      case Reading.Unreadable(String hash, String reason) -> {
        FileState state = state(found, hash, 0, reason);
        writing.put(path, List.of(IndexFormat.state(state)));
        note(state);
        yield 0;
      }
      case Reading.Inaccessible(String reason) -> {
        writing.remove(path);
        skipped.add(path + ": " + reason);
        yield 0;
      }
    };
  }

  private static FileState state(Found found, String hash, int vectors, String reason) {
    return new FileState(found.path(), found.size(), found.modified(), hash, vectors, reason);
  }

  private String remark(Reading.Readable read) {
    return read.cut()
        ? "only its first %,d characters are kept (setting max-text-chars)"
            .formatted(settings.maxTextChars())
        : "";
  }

  private List<float[]> vectors(Reading.Readable read, int share, ReadAhead work)
      throws InterruptedException {
    if (share == 0) {
      return List.of();
    }
    Optional<String> missing = embedder.load(context.log());
    if (missing.isEmpty()) {
      return work.embed(read, share, embedder);
    }
    if (settings.embeddings() == CorpusSettings.Embeddings.ON) {
      throw new ToolException(
          FailureCode.NOT_CONFIGURED,
          missing.get() + "; set embeddings of source-corpus to auto or off");
    }
    return List.of();
  }

  private void note(FileState state) {
    if (!state.remark().isEmpty()) {
      skipped.add(state.path() + ": " + state.remark());
    }
  }

  private CorpusSummary summary(FolderWalk.Result walk, IndexWriting.Counts counts) {
    if (counts.documents() == 0) {
      String why =
          walk.files().isEmpty()
              ? "; files ending in %s are read".formatted(DocumentType.ENDINGS)
              : "";
      String first = skipped.isEmpty() ? "" : "; skipped: " + skipped.getFirst();
      throw new ToolException(
          FailureCode.NOT_FOUND,
          "the folder %s holds no readable document%s%s".formatted(folder.root(), why, first));
    }
    List<String> shown = skipped.stream().sorted().limit(SKIPPED_SHOWN).toList();
    return new CorpusSummary(counts.documents(), counts.passages(), shown);
  }
}
