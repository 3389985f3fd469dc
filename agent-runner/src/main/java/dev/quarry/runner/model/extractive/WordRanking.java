package dev.quarry.runner.model.extractive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.QueryBuilder;
import org.jspecify.annotations.Nullable;

/** BM25 of sentences against a text, in memory, over the keys of {@link Words}. */
final class WordRanking {
  private static final String FIELD = "text";

  private WordRanking() {}

  /**
   * @return a score 0–1 for each sentence, 1 for the best; all 0 when no word is shared
   */
  static double[] scores(String wanted, List<String> sentences) {
    double[] scores = new double[sentences.size()];
    if (sentences.isEmpty()) {
      return scores;
    }
    try (ByteBuffersDirectory directory = new ByteBuffersDirectory();
        Analyzer analyzer = new WhitespaceAnalyzer()) {
      write(directory, analyzer, sentences);
      @Nullable Query query = new QueryBuilder(analyzer).createBooleanQuery(FIELD, keys(wanted));
      if (query != null) {
        search(directory, query, scores);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("an index in memory failed", e);
    }
    return scores;
  }

  private static String keys(String text) {
    StringBuilder keys = new StringBuilder();
    for (Word word : Words.of(text)) {
      if (!word.stop()) {
        Words.keys(word).forEach(key -> keys.append(key).append(' '));
      }
    }
    return keys.toString();
  }

  private static void write(ByteBuffersDirectory directory, Analyzer analyzer, List<String> texts)
      throws IOException {
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
      for (String text : texts) {
        Document document = new Document();
        document.add(new TextField(FIELD, keys(text), Field.Store.NO));
        writer.addDocument(document);
      }
      writer.forceMerge(1); // one segment: document numbers are the order of the sentences
    }
  }

  private static void search(ByteBuffersDirectory directory, Query query, double[] scores)
      throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      ScoreDoc[] found = new IndexSearcher(reader).search(query, scores.length).scoreDocs;
      double best = found.length == 0 ? 1 : found[0].score;
      for (ScoreDoc hit : found) {
        scores[hit.doc] = hit.score / best;
      }
    }
  }
}
