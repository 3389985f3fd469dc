package dev.quarry.bench.platform;

import dev.quarry.bench.stub.Assignment;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import dev.quarry.core.trajectory.StepRecord;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What a job asked of the model and the search engine, and which steps it wrote: what a baseline
 * does again, byte for byte, without the platform.
 *
 * @param acts in order
 */
public record Recording(List<Act> acts) {
  public Recording {
    acts = List.copyOf(acts);
  }

  /**
   * One step of the trajectory.
   *
   * @param request body of the model call, or path of the search, that came before it; empty for
   *     steps without one
   * @param kind of the step
   * @param body of the step
   */
  public record Act(String request, String kind, String body) {
    public boolean model() {
      return kind.equals("replied");
    }

    public boolean search() {
      return kind.equals("tool-returned");
    }
  }

  /** Runs a job and records it. */
  public static Recording of(BenchPlatform platform, Assignment task) throws Exception {
    UUID job = platform.jobs().submit(task.recorded());
    platform.jobs().awaitAll(Duration.ofMinutes(5));
    List<String> requests = new ArrayList<>(platform.stub().recording(task.token()));
    var acts = new ArrayList<Act>();
    for (StepRecord step : platform.ledger().trajectory(job)) {
      boolean asked =
          step.step() instanceof Step.Replied || step.step() instanceof Step.ToolReturned;
      if (asked || step.step() instanceof Step.Ended) {
        acts.add(
            new Act(
                asked ? requests.removeFirst() : "",
                StepCodec.kind(step.step()),
                StepCodec.encode(step.step())));
      }
    }
    if (!requests.isEmpty()) {
      throw new IllegalStateException("%d requests led to no step".formatted(requests.size()));
    }
    return new Recording(acts);
  }

  /** For another process. */
  public void write(DataOutputStream out) throws IOException {
    out.writeInt(acts.size());
    for (Act act : acts) {
      text(out, act.request());
      text(out, act.kind());
      text(out, act.body());
    }
  }

  public static Recording read(DataInputStream in) throws IOException {
    int count = in.readInt();
    var acts = new ArrayList<Act>();
    for (int i = 0; i < count; i++) {
      acts.add(new Act(text(in), text(in), text(in)));
    }
    return new Recording(acts);
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
