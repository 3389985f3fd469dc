package dev.quarry.runner.model.extractive;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sentence embedding all-MiniLM-L6-v2, quantized, with weights from the class path. Loaded once
 * in a process, at the first use. The library would take every core for one text; here each text
 * takes one.
 */
final class MiniLm extends AbstractInProcessEmbeddingModel {
  private static final Logger LOG = LoggerFactory.getLogger(MiniLm.class);
  private static final String WEIGHTS = "/all-minilm-l6-v2-q.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

  private static final class Holder {
    private static final java.util.Optional<MiniLm> LOADED = load();
  }

  private final OnnxBertBiEncoder encoder;

  private MiniLm(OnnxBertBiEncoder encoder) {
    super(Runnable::run);
    this.encoder = encoder;
  }

  /**
   * @return empty when this machine cannot run it (no native library for it)
   */
  static java.util.Optional<MiniLm> get() {
    return Holder.LOADED;
  }

  static java.util.Optional<MiniLm> load() {
    try {
      return java.util.Optional.of(new MiniLm(open()));
    } catch (OrtException | IOException | RuntimeException | LinkageError e) {
      LOG.warn("sentence embedding unavailable, ranking by words only: {}", e.toString());
      return java.util.Optional.empty();
    }
  }

  private static OnnxBertBiEncoder open() throws OrtException, IOException {
    // The tokenizer library would otherwise report each start to its makers, by way of an address
    // that only some clouds have: seconds of waiting, and a request that nobody asked for.
    System.setProperty("ai.djl.offline", "true");
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        InputStream weights = resource(WEIGHTS);
        InputStream tokenizer = resource(TOKENIZER)) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      OrtSession session = environment.createSession(weights.readAllBytes(), options);
      return new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.MEAN);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream stream = OnnxBertBiEncoder.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IOException("not on the class path: " + name);
    }
    return stream;
  }

  @Override
  protected OnnxBertBiEncoder model() {
    return encoder;
  }

  @Override
  public int dimension() {
    return 384;
  }
}
