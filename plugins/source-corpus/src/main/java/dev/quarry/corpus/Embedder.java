package dev.quarry.corpus;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Sentence vectors by all-MiniLM-L6-v2 (quantized), in this process, with weights from the class
 * path: mean of the last layer's token vectors, scaled to length 1. Loaded at the first use and
 * kept; safe for many threads, each call uses one. One text at a time on purpose: the quantized
 * model's numbers depend on what shares a batch.
 */
final class Embedder implements AutoCloseable {
  static final String MODEL = "all-minilm-l6-v2-q";
  static final int DIMENSIONS = 384;

  private static final String WEIGHTS = "/all-minilm-l6-v2-q.onnx";
  private static final String VOCABULARY = "/bert-vocabulary-en.txt";

  private record Model(OrtEnvironment environment, OrtSession session, WordPiece tokens) {}

  private @Nullable Model model;
  private @Nullable String unavailable;

  /**
   * Loads the model if that was not yet tried.
   *
   * @return why there is none on this machine; empty when it is ready
   */
  synchronized Optional<String> load(Logger log) {
    if (model == null && unavailable == null) {
      try {
        model = open();
      } catch (IOException | OrtException | RuntimeException | LinkageError e) {
        unavailable = "the embedding model " + MODEL + " cannot run on this machine: " + e;
        log.warn("embedding model unavailable, searching by words only: {}", e.toString());
      }
    }
    return Optional.ofNullable(unavailable);
  }

  private static Model open() throws IOException, OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (var options = new OrtSession.SessionOptions();
        InputStream weights = resource(WEIGHTS);
        InputStream vocabulary = resource(VOCABULARY)) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      var tokens = new WordPiece(vocabulary);
      return new Model(
          environment, environment.createSession(weights.readAllBytes(), options), tokens);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream stream = Embedder.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IOException("not in the plugin: " + name);
    }
    return stream;
  }

  /**
   * @param maxTokens at least 3; the rest of the text is not looked at
   * @return {@link #DIMENSIONS} numbers of Euclidean length 1
   * @throws IllegalStateException when the model is not loaded or was closed
   */
  float[] embed(String text, int maxTokens) {
    Model loaded;
    synchronized (this) {
      loaded = model;
    }
    if (loaded == null) {
      throw new IllegalStateException("the embedding model is not loaded");
    }
    long[] ids = loaded.tokens().encode(text, maxTokens);
    long[] shape = {1, ids.length};
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    OrtEnvironment environment = loaded.environment();
    try (var input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        var mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
        var types =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
        var result =
            loaded
                .session()
                .run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
      return unit(mean(((float[][][]) result.get(0).getValue())[0]));
    } catch (OrtException e) {
      throw new IllegalStateException("the embedding model failed: " + e.getMessage(), e);
    }
  }

  private static float[] mean(float[][] tokens) {
    float[] sum = new float[DIMENSIONS];
    for (float[] token : tokens) {
      for (int i = 0; i < DIMENSIONS; i++) {
        sum[i] += token[i];
      }
    }
    return sum; // only the direction matters: scaled by the caller
  }

  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float x : vector) {
      squares += (double) x * x;
    }
    float length = (float) Math.sqrt(squares);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= length;
    }
    return vector;
  }

  @Override
  public synchronized void close() {
    if (model != null) {
      try {
        model.session().close();
      } catch (OrtException e) {
        throw new IllegalStateException("closing the embedding model failed", e);
      }
      model = null;
      unavailable = "the plugin was stopped";
    }
  }
}
