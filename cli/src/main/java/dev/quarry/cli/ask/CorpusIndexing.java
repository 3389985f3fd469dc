package dev.quarry.cli.ask;

import dev.quarry.cli.client.CorpusView;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.client.ProblemException;
import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.shell.CliLimits;
import dev.quarry.cli.view.Amounts;
import dev.quarry.cli.view.Printable;
import dev.quarry.cli.view.ProgressView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Waits until a corpus is indexed, and tells how far it is. */
public final class CorpusIndexing {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final int SKIPPED_SHOWN = 10;

  private final PlatformClient client;
  private final CliLimits limits;
  private final ProgressView view;
  private final Runnable stillThere;

  public CorpusIndexing(
      PlatformClient client, CliLimits limits, ProgressView view, Runnable stillThere) {
    this.client = client;
    this.limits = limits;
    this.view = view;
    this.stillThere = stillThere;
  }

  /** Registers a folder and waits until it can be searched. */
  public CorpusView index(CorpusFolder folder) {
    CorpusView corpus = await(client.addCorpus(folder.name(), folder.path().toString()));
    if (corpus.documents() == 0) {
      throw CliException.badInput(
          "No document could be read in %s. A corpus is made of text, Markdown, HTML and PDF files."
              .formatted(folder.path()));
    }
    view.note(
        "corpus "
            + corpus.name()
            + ": "
            + Amounts.of(corpus.documents(), "document")
            + " in "
            + folder.path());
    return corpus;
  }

  /**
   * Waits until it is ready.
   *
   * @throws CliException when it failed, or nothing moves any more
   */
  public CorpusView await(CorpusView first) {
    CorpusView corpus = first;
    Instant moved = Instant.now();
    while (!corpus.ready()) {
      if (corpus.failed()) {
        tellSkipped(corpus);
        throw CliException.badInput(
            "The corpus %s (%s) cannot be indexed: %s"
                .formatted(corpus.name(), corpus.path(), corpus.failure()));
      }
      view.count("indexing " + corpus.name(), corpus.done(), corpus.total(), corpus.file());
      pause();
      stillThere.run();
      CorpusView now = client.corpus(corpus.name());
      if (now.done() != corpus.done() || !now.state().equals(corpus.state())) {
        moved = Instant.now();
      }
      if (moved.plus(limits.indexStall()).isBefore(Instant.now())) {
        throw CliException.noPlatform(
            "Indexing of %s has not moved for %d s (%s, %d of %d documents). Is a runner alive? See: quarry status"
                .formatted(
                    now.path(),
                    limits.indexStall().toSeconds(),
                    now.state(),
                    now.done(),
                    now.total()),
            null);
      }
      corpus = now;
    }
    tellSkipped(corpus);
    return corpus;
  }

  /**
   * One that is registered already.
   *
   * @throws CliException when none has the name
   */
  public CorpusView registered(String name) {
    try {
      return await(client.corpus(name));
    } catch (ProblemException e) {
      if (e.status() == 404) {
        throw CliException.badInput(
            "\"%s\" is neither a folder here nor a registered corpus; registered are %s."
                .formatted(name, names()),
            e);
      }
      throw e;
    }
  }

  private String names() {
    List<String> names = client.corpora().stream().map(CorpusView::name).toList();
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  private void tellSkipped(CorpusView corpus) {
    List<String> skipped = corpus.skipped();
    if (skipped.isEmpty()) {
      return;
    }
    view.note("skipped " + Amounts.of(skipped.size(), "file") + " of " + corpus.name() + ":");
    skipped.stream().limit(SKIPPED_SHOWN).forEach(line -> view.note("  " + Printable.line(line)));
    if (skipped.size() > SKIPPED_SHOWN) {
      view.note("  … and " + (skipped.size() - SKIPPED_SHOWN) + " more");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_AGAIN);
    } catch (InterruptedException e) {
      throw CliException.interrupted(e);
    }
  }
}
