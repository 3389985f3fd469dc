package dev.quarry.bench.stub;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the stub was asked. */
final class Traffic {
  private final Map<String, Call> calls = new ConcurrentHashMap<>();
  private final Map<String, List<byte[]>> recordings = new ConcurrentHashMap<>();
  private final LongAdder total = new LongAdder();
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Model calls of one round of one job.
   *
   * @param first when the first came, in microseconds since the epoch
   */
  private record Call(int count, long first) {
    Call again() {
      return new Call(count + 1, first);
    }
  }

  void modelCalled(String token, int round) {
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    total.increment();
    calls.merge(token + ' ' + round, new Call(1, now), (old, once) -> old.again());
  }

  void began() {
    waiting.incrementAndGet();
  }

  void ended() {
    waiting.decrementAndGet();
  }

  void record(String token, byte[] request) {
    recordings.computeIfAbsent(token, t -> new CopyOnWriteArrayList<>()).add(request);
  }

  void forget() {
    calls.clear();
    recordings.clear();
    total.reset();
  }

  /** Total and waiting. */
  String summary() {
    return total.sum() + " " + waiting.get();
  }

  /** A line a round: token, round, count, time of the first. */
  String lines() {
    var text = new StringBuilder();
    calls.forEach(
        (key, call) ->
            text.append(key)
                .append(' ')
                .append(call.count())
                .append(' ')
                .append(call.first())
                .append('\n'));
    return text.toString();
  }

  /** Requests of a job in order, each with its length before it. */
  byte[] recording(String token) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    for (byte[] request : recordings.getOrDefault(token, List.of())) {
      out.writeInt(request.length);
      out.write(request);
    }
    return bytes.toByteArray();
  }
}
