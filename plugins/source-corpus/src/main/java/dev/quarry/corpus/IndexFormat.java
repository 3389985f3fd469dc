package dev.quarry.corpus;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/**
 * What is written into Lucene. Each file makes up one block that is replaced as a whole: its state,
 * its whole text, and its passages. A file that no text can be had from has a state only.
 */
final class IndexFormat {
  /** Grows with every change here or in the analysis: an index of another version is rebuilt. */
  static final String VERSION = "2";

  /** Keys of the commit data. */
  static final String VERSION_KEY = "quarry.corpus.version";

  static final String FINGERPRINT_KEY = "quarry.corpus.fingerprint";

  /** Of every document: the file's path. */
  static final String PATH = "path";

  static final String KIND = "kind";
  static final String KIND_STATE = "state";
  static final String KIND_FILE = "file";
  static final String KIND_PASSAGE = "passage";

  /** Of a state: the file's path, so that the state alone can be replaced. */
  static final String STATE = "state";

  static final String SIZE = "size";
  static final String MODIFIED = "modified";
  static final String HASH = "hash";
  static final String REMARK = "remark";
  static final String VECTORS = "vectors";

  /** Of a file: its title and its whole readable text. */
  static final String NAME = "name";

  static final String TEXT = "text";

  /** Of a passage: the file's title and its own text. */
  static final String TITLE = "title";

  static final String BODY = "body";

  /** Of a passage, for sorting equally good ones: the file's path and its number in the file. */
  static final String ORDER = "order";

  static final String ORDINAL = "ordinal";
  static final String VECTOR = "vector";

  private IndexFormat() {}

  /**
   * What is remembered of a file between two runs.
   *
   * @param hash SHA-256 of its bytes
   * @param vectors how many of its passages have one
   * @param remark why no text can be had from it, or not all of it; empty when nothing is amiss
   */
  record FileState(String path, long size, long modified, String hash, int vectors, String remark) {
    boolean unchanged(FolderWalk.Found found) {
      return size == found.size() && modified == found.modified();
    }

    FileState seen(FolderWalk.Found found) {
      return new FileState(path, found.size(), found.modified(), hash, vectors, remark);
    }
  }

  static Document state(FileState state) {
    var document = new Document();
    document.add(new StringField(STATE, state.path(), Field.Store.NO));
    document.add(new StringField(PATH, state.path(), Field.Store.YES));
    document.add(new StringField(KIND, KIND_STATE, Field.Store.NO));
    document.add(new StoredField(SIZE, state.size()));
    document.add(new StoredField(MODIFIED, state.modified()));
    document.add(new StoredField(HASH, state.hash()));
    document.add(new StoredField(VECTORS, state.vectors()));
    document.add(new StoredField(REMARK, state.remark()));
    return document;
  }

  static FileState state(Document stored) {
    return new FileState(
        stored.get(PATH),
        stored.getField(SIZE).numericValue().longValue(),
        stored.getField(MODIFIED).numericValue().longValue(),
        stored.get(HASH),
        stored.getField(VECTORS).numericValue().intValue(),
        stored.get(REMARK));
  }

  /**
   * @param vectors of the first passages, at most one each
   */
  static List<Document> block(FileState state, Reading.Readable read, List<float[]> vectors) {
    List<Document> block = new ArrayList<>();
    block.add(state(state));
    block.add(file(state.path(), read));
    for (int i = 0; i < read.passages().size(); i++) {
      Document passage = passage(state.path(), read, i);
      if (i < vectors.size()) {
        passage.add(
            new KnnFloatVectorField(VECTOR, vectors.get(i), VectorSimilarityFunction.DOT_PRODUCT));
      }
      block.add(passage);
    }
    return block;
  }

  private static Document file(String path, Reading.Readable read) {
    var document = new Document();
    document.add(new StringField(PATH, path, Field.Store.YES));
    document.add(new StringField(KIND, KIND_FILE, Field.Store.NO));
    document.add(new StoredField(NAME, read.title()));
    document.add(new StoredField(TEXT, read.text()));
    return document;
  }

  private static Document passage(String path, Reading.Readable read, int ordinal) {
    var document = new Document();
    document.add(new StringField(PATH, path, Field.Store.YES));
    document.add(new SortedDocValuesField(ORDER, new BytesRef(path)));
    document.add(new StringField(KIND, KIND_PASSAGE, Field.Store.NO));
    document.add(new NumericDocValuesField(ORDINAL, ordinal));
    document.add(new TextField(TITLE, read.title(), Field.Store.YES));
    document.add(
        new TextField(BODY, read.passages().get(ordinal).of(read.text()), Field.Store.YES));
    return document;
  }

  static Term path(String path) {
    return new Term(PATH, path);
  }
}
