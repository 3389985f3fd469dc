package dev.quarry.faults.platform;

import dev.quarry.runner.testing.RecordedRequest;
import dev.quarry.runner.testing.ReplyScript;
import dev.quarry.runner.testing.ScriptedModelServer;
import dev.quarry.runner.testing.ScriptedReply;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One model server for all jobs: each has a script of its own, found by a mark in its question. */
public final class Model implements AutoCloseable {
  private static final Pattern MARK = Pattern.compile("\\[job ([0-9a-f]{8})]");

  private final ScriptedModelServer server;
  private final Map<String, ReplyScript> scripts = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

  private Model(ScriptedModelServer server) {
    this.server = server;
  }

  static Model start() {
    ScriptedModelServer server =
        ScriptedModelServer.start(ReplyScript.always(ScriptedReply.status(503)));
    var model = new Model(server);
    server.script(model::reply);
    return model;
  }

  int port() {
    return server.baseUrl().getPort();
  }

  /**
   * Options of a runner's JVM: {@code patient} waits for a model that is away, {@code hasty} soon
   * gives up.
   */
  static String profiles(int port) {
    var options = new StringBuilder("-Dquarry.models.default=patient");
    Map.of(
            "patient",
            List.of("tries=60", "timeout=20s", "backoff-base=PT0.1S", "backoff-cap=PT1S"),
            "hasty",
            List.of(
                "tries=3",
                "timeout=2s",
                "backoff-base=PT0.05S",
                "backoff-cap=PT0.2S",
                "retry-after-cap=PT2S"))
        .forEach(
            (name, limits) -> {
              String profile = " -Dquarry.models.profiles." + name + ".";
              options.append(profile).append("base-urls=http://127.0.0.1:" + port + "/v1");
              options
                  .append(profile)
                  .append("model=scripted")
                  .append(profile)
                  .append("protocol=native");
              limits.forEach(limit -> options.append(profile).append("limits.").append(limit));
            });
    return options.toString();
  }

  /**
   * Lets a job have a script.
   *
   * @return the mark of its question
   */
  public String register(ReplyScript script) {
    String mark = UUID.randomUUID().toString().substring(0, 8);
    calls.put(mark, new AtomicInteger());
    scripts.put(mark, script);
    return mark;
  }

  static String question(String mark) {
    return "[job " + mark + "] What does it come to?";
  }

  /** How many requests there were for a job. */
  public int calls(String mark) {
    return Objects.requireNonNull(calls.get(mark)).get();
  }

  private ScriptedReply reply(RecordedRequest request) {
    Matcher mark = MARK.matcher(request.body().path("messages").toString());
    if (!mark.find() || !scripts.containsKey(mark.group(1))) {
      return ScriptedReply.status(400);
    }
    calls.get(mark.group(1)).incrementAndGet();
    return scripts.get(mark.group(1)).reply(request);
  }

  @Override
  public void close() {
    server.close();
  }
}
