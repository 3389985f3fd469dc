package dev.quarry.corpus;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.CorpusSource;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Page;
import dev.quarry.sdk.PageSource;
import dev.quarry.sdk.Readiness;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.ToolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.pf4j.Extension;

/**
 * Searches and reads the folders of documents that a job may use. The settings are those of {@link
 * CorpusSettings}.
 */
@Extension
public final class FolderCorpusSource implements CorpusSource, PageSource {
  private static final String ID = "corpus";

  /** More of a query is not looked at. */
  private static final int QUERY_CHARS = 1_000;

  private final Embedder embedder = new Embedder();
  private final CorpusIndexes indexes = new CorpusIndexes();
  private final Analyzer analyzer = new CorpusAnalyzer();

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(CorpusUrl.SCHEME);
  }

  @Override
  public CorpusSummary index(CorpusFolder folder, CorpusProgress progress, CallContext context)
      throws InterruptedException {
    var settings = CorpusSettings.of(context);
    return new IndexRun(folder, settings, embedder, progress, context).run();
  }

  @Override
  public Readiness readiness(CallContext context) {
    List<CorpusFolder> corpora = context.corpora();
    if (corpora.isEmpty()) {
      return Readiness.notReady("the job has no corpus: name one when the job is made");
    }
    try {
      for (CorpusFolder corpus : corpora) {
        Optional<OpenIndex.View> view = indexes.view(corpus);
        if (view.isPresent()) {
          try (OpenIndex.View open = view.get()) {
            if (open.searcher().getIndexReader().numDocs() > 0) {
              return Readiness.ready();
            }
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Readiness.notReady("cancelled");
    } catch (ToolException e) {
      return Readiness.notReady(String.valueOf(e.getMessage()));
    }
    return Readiness.notReady("not indexed yet: " + names(corpora));
  }

  @Override
  public List<SearchHit> search(String query, int limit, CallContext context)
      throws InterruptedException {
    String words = SearchWords.of(query, QUERY_CHARS);
    List<OpenIndex.View> views = new ArrayList<>();
    try {
      for (CorpusFolder corpus : context.corpora()) {
        indexes.view(corpus).ifPresent(views::add);
      }
      var search = new PassageSearch(views);
      Optional<float[]> vector = vector(words, search, context);
      var snippets = new Snippets(analyzer, words);
      return search.search(words, vector, limit, analyzer).stream()
          .map(hit -> SearchHit.of(hit.title(), hit.url().toString(), snippets.of(hit.body())))
          .toList();
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("cancelled while searching");
      }
      throw new ToolException(FailureCode.UPSTREAM, "searching the corpus failed: " + e, e);
    } finally {
      views.forEach(OpenIndex.View::close);
    }
  }

  private Optional<float[]> vector(String words, PassageSearch search, CallContext context) {
    var settings = CorpusSettings.of(context);
    boolean byMeaning =
        settings.embeddings() != CorpusSettings.Embeddings.OFF
            && !words.isBlank()
            && search.hasVectors()
            && embedder.load(context.log()).isEmpty();
    return byMeaning
        ? Optional.of(embedder.embed(words, settings.embedMaxTokens()))
        : Optional.empty();
  }

  @Override
  public Page fetch(String url, CallContext context) throws InterruptedException {
    CorpusUrl wanted = CorpusUrl.parse(url);
    CorpusFolder corpus =
        context.corpora().stream()
            .filter(folder -> folder.name().equals(wanted.corpus()))
            .findFirst()
            .orElseThrow(() -> unknownCorpus(wanted, context.corpora()));
    Optional<OpenIndex.View> view = indexes.view(corpus);
    if (view.isEmpty()) {
      throw new ToolException(
          FailureCode.NOT_FOUND, "the corpus '" + corpus.name() + "' is not indexed yet");
    }
    try (OpenIndex.View open = view.get()) {
      Document file =
          file(open.searcher(), wanted.path()).orElseThrow(() -> unknownDocument(wanted));
      return new Page.Text(
          wanted.toString(), file.get(IndexFormat.NAME), file.get(IndexFormat.TEXT));
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("cancelled while reading " + wanted);
      }
      throw new ToolException(FailureCode.UPSTREAM, wanted + " cannot be read: " + e, e);
    }
  }

  private static Optional<Document> file(IndexSearcher searcher, String path) throws IOException {
    var query =
        new BooleanQuery.Builder()
            .add(new TermQuery(IndexFormat.path(path)), Occur.FILTER)
            .add(new TermQuery(new Term(IndexFormat.KIND, IndexFormat.KIND_FILE)), Occur.FILTER)
            .build();
    var hits = searcher.search(query, 1).scoreDocs;
    return hits.length == 0
        ? Optional.empty()
        : Optional.of(searcher.storedFields().document(hits[0].doc));
  }

  private static ToolException unknownCorpus(CorpusUrl url, List<CorpusFolder> corpora) {
    String known = corpora.isEmpty() ? "it has none" : "it has " + names(corpora);
    return new ToolException(
        FailureCode.NOT_FOUND, "the job has no corpus '" + url.corpus() + "'; " + known);
  }

  private static ToolException unknownDocument(CorpusUrl url) {
    return new ToolException(
        FailureCode.NOT_FOUND,
        "the corpus '%s' has no document '%s'; use the URLs that search returns"
            .formatted(url.corpus(), url.path()));
  }

  private static String names(List<CorpusFolder> corpora) {
    return corpora.stream().map(CorpusFolder::name).collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    indexes.close();
    embedder.close();
    analyzer.close();
  }
}
