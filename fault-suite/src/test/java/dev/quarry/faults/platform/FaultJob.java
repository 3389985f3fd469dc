package dev.quarry.faults.platform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.harness.EventFollower;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A job that runs while something goes wrong.
 *
 * @param id of the job
 * @param mark in its question, by which the model knows it
 * @param follower a client that watches it
 */
public record FaultJob(Platform platform, String id, String mark, EventFollower follower) {
  /** How long a job may take in all, whatever happens to it. */
  public static final Duration PATIENCE = Duration.ofSeconds(120);

  /**
   * Waits for its end; an API that does not answer meanwhile is asked again.
   *
   * @return how the API shows it
   */
  public JsonNode awaitEnd() throws InterruptedException {
    return await("its end", () -> platform.processes().get("/jobs/" + id), FaultJob::isEnded);
  }

  /**
   * Waits for its end.
   *
   * @throws AssertionError unless it is a success
   */
  public void mustSucceed() throws IOException, InterruptedException {
    JsonNode end = awaitEnd();
    if (!end.path("state").asText().equals("SUCCEEDED")) {
      throw new AssertionError("not a success: %s with steps %s".formatted(end, kinds()));
    }
  }

  /** Asks for its end; one that has ended already is fine. */
  void cancel() throws InterruptedException {
    await(
        "a cancel",
        () -> platform.client().cancel(id),
        answer -> answer.statusCode() == 202 || answer.statusCode() == 409);
  }

  private static boolean isEnded(JsonNode job) {
    return job.path("endedAt").isTextual();
  }

  private interface Look<T> {
    T once() throws IOException, InterruptedException;
  }

  private <T> T await(String what, Look<T> look, Predicate<T> isEnough)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    Object last = "nothing";
    while (Instant.now().isBefore(deadline)) {
      try {
        T found = look.once();
        if (isEnough.test(found)) {
          return found;
        }
        last = found;
      } catch (IOException | AssertionError refused) {
        last = refused;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    throw new AssertionError("job %s has not come to %s: %s".formatted(id, what, last));
  }

  /** Waits until it has so many steps. */
  public void awaitSteps(int count) throws InterruptedException {
    await("step " + count, this::steps, steps -> steps.size() >= count);
  }

  public List<JsonNode> steps() throws IOException, InterruptedException {
    return platform.processes().steps(id);
  }

  /** Kinds of its steps, in order. */
  public List<String> kinds() throws IOException, InterruptedException {
    return steps().stream().map(step -> step.path("kind").asText()).toList();
  }

  public long count(String kind) throws IOException, InterruptedException {
    return kinds().stream().filter(kind::equals).count();
  }

  /** Failure of the call of a tool; empty where it succeeded. */
  public String failureOf(String tool) throws IOException, InterruptedException {
    return steps().stream()
        .filter(step -> step.path("kind").asText().equals("tool-returned"))
        .map(step -> step.path("body"))
        .filter(body -> body.path("tool").asText().equals(tool))
        .findFirst()
        .orElseThrow(() -> new AssertionError("job " + id + " has not called " + tool))
        .path("failure")
        .asText("");
  }

  /** How long it waited for its first holder. */
  public Duration sinceTakenIn() throws IOException, InterruptedException {
    return Duration.between(
        Instant.parse(platform.processes().get("/jobs/" + id).path("createdAt").asText()),
        Instant.parse(steps().getFirst().path("at").asText()));
  }

  /** The runner that took it last. */
  public RunnerProcess holder() throws IOException, InterruptedException {
    return platform.runner(
        steps().reversed().stream()
            .filter(step -> step.path("kind").asText().equals("leased"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("nobody holds job " + id))
            .path("body")
            .path("runner")
            .asText());
  }

  /** How often the model was asked on its behalf. */
  public int modelCalls() {
    return platform.model().calls(mark);
  }
}
