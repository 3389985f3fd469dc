package dev.quarry.sdk.testkit;

import dev.quarry.sdk.Artifacts;
import dev.quarry.sdk.CallInfo;
import dev.quarry.sdk.CorpusFolder;
import dev.quarry.sdk.HttpGateway;
import dev.quarry.sdk.ModelAccess;
import dev.quarry.sdk.ModelRole;
import dev.quarry.sdk.PageSource;
import dev.quarry.sdk.SearchSource;
import dev.quarry.sdk.Sources;
import dev.quarry.sdk.ToolContext;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A context for calling tools and sources in tests, and a record of what they did with it. Unless
 * told otherwise: HTTP to this machine only, no sources, no settings, no secrets, the system clock,
 * a minute until the deadline, and a model that fails the test when it is asked.
 */
public final class TestToolContext implements ToolContext {
  private static final Logger LOG = LoggerFactory.getLogger("plugin");

  private final CallInfo info;
  private final HttpGateway http;
  private final Clock clock;
  private final Instant deadline;
  private final Map<String, String> settings;
  private final Map<String, String> secrets;
  private final List<CorpusFolder> corpora;
  private final TestModel model;
  private final Sources sources;
  private final TestCancellation cancellation = new TestCancellation();
  private final List<String> progress = new CopyOnWriteArrayList<>();
  private final Map<String, Artifact> artifacts = new ConcurrentHashMap<>();

  private TestToolContext(Builder builder) {
    info = builder.info;
    http = builder.http;
    clock = builder.clock;
    deadline = clock.instant().plus(builder.timeout);
    settings = Map.copyOf(builder.settings);
    secrets = Map.copyOf(builder.secrets);
    corpora = List.copyOf(builder.corpora);
    model = new TestModel(builder.replies);
    sources =
        builder.sources == null
            ? new TestSources(List.copyOf(builder.searches), List.copyOf(builder.pages), this)
            : builder.sources;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** A file that a tool left. */
  @SuppressWarnings("ArrayRecordComponent") // read by the test only
  public record Artifact(String name, String mediaType, byte[] content) {
    /**
     * @return the content as UTF-8
     */
    public String text() {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  /** Cancels the call, as the platform would; interrupting the thread is the test's part. */
  public void cancel() {
    cancellation.cancel();
  }

  /**
   * @return the notes so far
   */
  public List<String> progressNotes() {
    return List.copyOf(progress);
  }

  /**
   * @return what the model was asked so far
   */
  public List<String> prompts() {
    return model.prompts();
  }

  public Optional<Artifact> artifact(String name) {
    return Optional.ofNullable(artifacts.get(name));
  }

  public Collection<Artifact> allArtifacts() {
    return List.copyOf(artifacts.values());
  }

  Collection<String> secretValues() {
    return secrets.values();
  }

  @Override
  public CallInfo info() {
    return info;
  }

  @Override
  public HttpGateway http() {
    return http;
  }

  @Override
  public Instant deadline() {
    return deadline;
  }

  @Override
  public TestCancellation cancellation() {
    return cancellation;
  }

  @Override
  public void progress(String note) {
    progress.add(note);
  }

  @Override
  public Optional<String> setting(String name) {
    return Optional.ofNullable(settings.get(name));
  }

  @Override
  public Optional<String> secret(String name) {
    return Optional.ofNullable(secrets.get(name));
  }

  @Override
  public List<CorpusFolder> corpora() {
    return corpora;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public Logger log() {
    return LOG;
  }

  @Override
  public Sources sources() {
    return sources;
  }

  @Override
  public ModelAccess model(ModelRole role) {
    return model;
  }

  @Override
  public Artifacts artifacts() {
    return (name, mediaType, content) -> {
      if (!name.matches("[A-Za-z0-9._-]{1,128}")) {
        throw new IllegalArgumentException(
            "artifact name \"%s\"; accepted are 1–128 characters of [A-Za-z0-9._-]"
                .formatted(name));
      }
      artifacts.put(name, new Artifact(name, mediaType, content.clone()));
      return "https://quarry.test/artifacts/" + name;
    };
  }

  /** Says what is different from the usual. */
  public static final class Builder {
    private CallInfo info =
        new CallInfo(new UUID(0, 1), new UUID(0, 2), new UUID(0, 3), "0".repeat(64), 1);
    private HttpGateway http = new LoopbackHttp();
    private Clock clock = Clock.systemUTC();
    private Duration timeout = Duration.ofMinutes(1);
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final List<CorpusFolder> corpora = new ArrayList<>();
    private final List<SearchSource> searches = new ArrayList<>();
    private final List<PageSource> pages = new ArrayList<>();
    private @Nullable Sources sources;
    private UnaryOperator<String> replies =
        prompt -> {
          throw new AssertionError(
              "the model was asked and the test gave no reply: " + prompt.lines().findFirst());
        };

    private Builder() {}

    public Builder info(CallInfo other) {
      info = other;
      return this;
    }

    public Builder http(HttpGateway gateway) {
      http = gateway;
      return this;
    }

    public Builder clock(Clock other) {
      clock = other;
      return this;
    }

    /** From the making of the context to the deadline. */
    public Builder timeout(Duration fromNow) {
      timeout = fromNow;
      return this;
    }

    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    public Builder secret(String name, String value) {
      secrets.put(name, value);
      return this;
    }

    public Builder corpus(CorpusFolder folder) {
      corpora.add(folder);
      return this;
    }

    public Builder search(SearchSource source) {
      searches.add(source);
      return this;
    }

    public Builder pages(PageSource source) {
      pages.add(source);
      return this;
    }

    /** Instead of those made from {@link #search} and {@link #pages}. */
    public Builder sources(Sources other) {
      sources = other;
      return this;
    }

    /** From prompt to reply; may throw {@link dev.quarry.sdk.ToolException}. */
    public Builder model(UnaryOperator<String> promptToReply) {
      replies = promptToReply;
      return this;
    }

    /** The replies in order; a further question fails the test. */
    public Builder replies(String... inOrder) {
      Deque<String> left = new ArrayDeque<>(List.of(inOrder));
      return model(
          prompt -> {
            synchronized (left) {
              if (left.isEmpty()) {
                throw new AssertionError(
                    "the model was asked more than %d times".formatted(inOrder.length));
              }
              return left.removeFirst();
            }
          });
    }

    public TestToolContext build() {
      return new TestToolContext(this);
    }
  }
}
