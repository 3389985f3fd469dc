package dev.quarry.runner.published;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Price;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.engine.FakeRollout;
import dev.quarry.runner.model.CallLimits;
import dev.quarry.runner.model.Dialect;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.model.Provider;
import dev.quarry.runner.model.ProviderRate;
import dev.quarry.runner.model.RetryPolicy;
import dev.quarry.runner.model.SamplingDefaults;
import dev.quarry.runner.model.ThinkMode;
import dev.quarry.runner.model.completions.ChatCompletionsModel;
import dev.quarry.runner.testing.RecordedRequest;
import dev.quarry.runner.testing.ReplyScript;
import dev.quarry.runner.testing.ScriptedModelServer;
import dev.quarry.runner.testing.ScriptedReply;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The engine and a mode over the real client, against a scripted server: from the brief to the
 * bytes on the wire and back.
 */
final class ServedRollout implements AutoCloseable {
  static final String MODEL = "/models/Tongyi-DeepResearch-30B-A3B";

  final FakeRollout rollout;

  private final ScriptedModelServer server;
  private final ChatCompletionsModel model;

  private ServedRollout(Mode mode, Protocol protocol, ReplyScript script) {
    server = ScriptedModelServer.start(script);
    SamplingDefaults sampling = SamplingDefaults.of(protocol);
    model =
        ChatCompletionsModel.connect(
            new ModelProfile(
                "tongyi",
                MODEL,
                new Provider.ChatCompletions(List.of(server.baseUrl()), null),
                new Dialect(protocol, ThinkMode.REASONING_FIELD, 131_072),
                sampling,
                once(),
                Price.NONE),
            FakeRollout.TOKENS,
            null,
            UnaryOperator.identity());
    rollout =
        new FakeRollout().mode(mode).protocol(protocol).sampling(sampling.agent(mode)).model(model);
  }

  static ServedRollout of(Mode mode, Protocol protocol, ScriptedReply... replies) {
    return new ServedRollout(mode, protocol, ReplyScript.inOrder(replies));
  }

  static ServedRollout react(String... replies) {
    return of(Mode.REACT, Protocol.TAGS, texts(replies));
  }

  static ServedRollout iterResearch(String... replies) {
    return of(Mode.ITER_RESEARCH, Protocol.TAGS, texts(replies));
  }

  private static ScriptedReply[] texts(String... replies) {
    return java.util.Arrays.stream(replies).map(ScriptedReply::text).toArray(ScriptedReply[]::new);
  }

  private static CallLimits once() {
    CallLimits usual = CallLimits.DEFAULT;
    return new CallLimits(
        Duration.ofSeconds(20),
        usual.connectTimeout(),
        usual.maxReplyBytes(),
        usual.endpointRest(),
        usual.stickyKeys(),
        new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ZERO),
        ProviderRate.UNLIMITED);
  }

  Trajectory run() throws InterruptedException {
    return rollout.run();
  }

  /**
   * @return body of the n-th request, from 1
   */
  JsonNode request(int n) {
    return server.requests().get(n - 1).body();
  }

  List<RecordedRequest> requests() {
    return server.requests();
  }

  @Override
  public void close() {
    model.close();
    server.close();
  }
}
