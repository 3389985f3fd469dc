package dev.quarry.corpus;

import dev.quarry.sdk.CallContext;
import dev.quarry.sdk.CallInfo;
import dev.quarry.sdk.Cancellation;
import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.HttpGateway;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/** A call with given corpora and settings; there is no network. */
record FakeContext(
    List<CorpusFolder> corpora, Map<String, String> settings, Cancellation cancellation)
    implements CallContext {
  static final Cancellation NEVER =
      new Cancellation() {
        @Override
        public boolean requested() {
          return false;
        }

        @Override
        public void onCancel(Runnable action) {}
      };

  @Override
  public CallInfo info() {
    var id = new UUID(0, 1);
    return new CallInfo(id, id, id, "0".repeat(64), 1);
  }

  @Override
  public HttpGateway http() {
    return call -> {
      throw new AssertionError("a corpus needs no network: " + call.uri());
    };
  }

  @Override
  public Instant deadline() {
    return Instant.MAX;
  }

  @Override
  public void progress(String note) {}

  @Override
  public Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  @Override
  public Optional<String> secret(String name) {
    return Optional.empty();
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public Logger log() {
    return NOPLogger.NOP_LOGGER;
  }
}
