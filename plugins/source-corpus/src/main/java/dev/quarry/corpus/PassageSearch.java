package dev.quarry.corpus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiReader;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.util.QueryBuilder;

/**
 * Searches the passages of several indexes as if they were one: by words (BM25 over passage and
 * title) and by meaning (cosine of the vectors, all of them compared, so that the result is exact
 * and always the same), each document by its best passage, the two rankings fused by reciprocal
 * rank (Cormack, Clarke and Büttcher, SIGIR 2009).
 */
final class PassageSearch {
  /**
   * A document that fits.
   *
   * @param body the passage of it that fits best
   */
  record Found(CorpusUrl url, String title, String body) {}

  /** Constant of the reciprocal rank formula, as in the paper. */
  private static final double RANK_CONSTANT = 60;

  /** Passages looked at in each ranking, per document wanted: several may be of one document. */
  private static final int PASSAGES_PER_HIT = 10;

  private static final int LEAST_PASSAGES = 100;
  private static final float TITLE_BOOST = 1.5f;

  /** Cosine under which a passage counts as not related at all. */
  private static final float LEAST_COSINE = 0.25f;

  private static final Comparator<ScoreDoc> BEST_FIRST =
      Comparator.comparingDouble((ScoreDoc hit) -> -hit.score).thenComparingInt(hit -> hit.doc);

  private final List<OpenIndex.View> views;
  private final int[] starts;
  private final IndexSearcher all;

  PassageSearch(List<OpenIndex.View> views) throws IOException {
    this.views = List.copyOf(views);
    var readers =
        views.stream().map(view -> view.searcher().getIndexReader()).toArray(IndexReader[]::new);
    this.starts = new int[readers.length];
    for (int i = 1; i < readers.length; i++) {
      starts[i] = starts[i - 1] + readers[i - 1].maxDoc();
    }
    this.all = new IndexSearcher(new MultiReader(readers, false)); // the views close them
  }

  /**
   * @return whether any passage has a vector
   */
  boolean hasVectors() {
    return all.getIndexReader().leaves().stream()
        .anyMatch(leaf -> leaf.reader().getFieldInfos().fieldInfo(IndexFormat.VECTOR) != null);
  }

  /**
   * @param words any text; nothing in it is an operator
   * @param vector of the question, where searching by meaning is possible
   * @return best first, no document twice; equally good ones by URL
   */
  List<Found> search(String words, Optional<float[]> vector, int limit, Analyzer analyzer)
      throws IOException {
    int passages = Math.max(LEAST_PASSAGES, limit * PASSAGES_PER_HIT);
    List<Ranked> byWords = ranked(byWords(words, passages, analyzer));
    List<Ranked> byMeaning =
        vector.isPresent() ? ranked(byMeaning(vector.get(), passages)) : List.of();
    return fuse(List.of(byWords, byMeaning), limit);
  }

  private List<ScoreDoc> byWords(String words, int most, Analyzer analyzer) throws IOException {
    var builder = new QueryBuilder(analyzer);
    Query body = builder.createBooleanQuery(IndexFormat.BODY, words, Occur.SHOULD);
    Query title = builder.createBooleanQuery(IndexFormat.TITLE, words, Occur.SHOULD);
    if (body == null || title == null) { // nothing but stop words and signs
      return List.of();
    }
    Query either =
        new BooleanQuery.Builder()
            .add(body, Occur.SHOULD)
            .add(new BoostQuery(title, TITLE_BOOST), Occur.SHOULD)
            .build();
    var order =
        new Sort(
            SortField.FIELD_SCORE,
            new SortField(IndexFormat.ORDER, SortField.Type.STRING),
            new SortField(IndexFormat.ORDINAL, SortField.Type.INT));
    return List.of(all.search(either, most, order, true).scoreDocs);
  }

  private List<ScoreDoc> byMeaning(float[] vector, int most) throws IOException {
    float least = (1 + LEAST_COSINE) / 2; // Lucene's score of a dot product
    List<ScoreDoc> hits = new ArrayList<>();
    for (LeafReaderContext leaf : all.getIndexReader().leaves()) {
      FloatVectorValues values = leaf.reader().getFloatVectorValues(IndexFormat.VECTOR);
      VectorScorer scorer = values == null ? null : values.scorer(vector);
      if (scorer == null) {
        continue;
      }
      var live = leaf.reader().getLiveDocs();
      DocIdSetIterator docs = scorer.iterator();
      for (int d = docs.nextDoc(); d != DocIdSetIterator.NO_MORE_DOCS; d = docs.nextDoc()) {
        float score = live == null || live.get(d) ? scorer.score() : 0;
        if (score >= least) {
          hits.add(new ScoreDoc(leaf.docBase + d, score));
        }
      }
    }
    return hits.stream().sorted(BEST_FIRST).limit(most).toList();
  }

  /** A passage in a ranking. */
  private record Ranked(CorpusUrl url, String key, float score, int ordinal, Document stored) {}

  private static final Comparator<Ranked> BEST_THEN_URL =
      Comparator.comparingDouble((Ranked hit) -> -hit.score())
          .thenComparing(Ranked::key)
          .thenComparingInt(Ranked::ordinal);

  private List<Ranked> ranked(List<ScoreDoc> hits) throws IOException {
    List<Ranked> ranked = new ArrayList<>();
    var stored = all.storedFields();
    for (ScoreDoc hit : hits) {
      int index = ReaderUtil.subIndex(hit.doc, starts);
      Document document = stored.document(hit.doc);
      var url = new CorpusUrl(views.get(index).corpus().name(), document.get(IndexFormat.PATH));
      ranked.add(new Ranked(url, url.toString(), hit.score, hit.doc, document));
    }
    ranked.sort(BEST_THEN_URL);
    return ranked;
  }

  private static final class Fused {
    private double score;
    private double best;
    private Ranked passage;

    private Fused(Ranked passage) {
      this.passage = passage;
    }

    private void add(Ranked hit, double part) {
      score += part;
      if (part > best) {
        best = part;
        passage = hit;
      }
    }
  }

  private static List<Found> fuse(List<List<Ranked>> rankings, int limit) {
    Map<String, Fused> documents = new HashMap<>();
    for (List<Ranked> ranking : rankings) {
      Map<String, Ranked> best = new java.util.LinkedHashMap<>();
      ranking.forEach(hit -> best.putIfAbsent(hit.key(), hit));
      int rank = 0;
      for (Ranked hit : best.values()) {
        rank++;
        documents
            .computeIfAbsent(hit.key(), key -> new Fused(hit))
            .add(hit, 1 / (RANK_CONSTANT + rank));
      }
    }
    return documents.values().stream()
        .sorted(
            Comparator.comparingDouble((Fused fused) -> -fused.score)
                .thenComparing(fused -> fused.passage.key()))
        .limit(limit)
        .map(fused -> fused.passage)
        .map(
            hit ->
                new Found(
                    hit.url(),
                    hit.stored().get(IndexFormat.TITLE),
                    hit.stored().get(IndexFormat.BODY)))
        .toList();
  }
}
