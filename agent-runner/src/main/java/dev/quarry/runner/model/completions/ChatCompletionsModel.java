package dev.quarry.runner.model.completions;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quarry.runner.model.CallLimits;
import dev.quarry.runner.model.ChatModel;
import dev.quarry.runner.model.ModelOutcome;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.model.Prompt;
import dev.quarry.runner.model.Provider;
import dev.quarry.runner.model.TokenCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model behind servers that speak the chat completions API. It owns all retries: nothing below
 * repeats a request, nothing above needs to. What is to stand before each single request – a rate
 * limit – is put around it.
 *
 * <p>One instance per profile, for any number of threads. {@link #close} ends its connections;
 * requests in flight then fail.
 */
public final class ChatCompletionsModel implements ChatModel, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChatCompletionsModel.class);

  private final ModelProfile profile;
  private final Pacing pacing;
  private final EndpointPool endpoints;
  private final HttpClient http;
  private final Transport transport;
  private final RequestWriter requests;
  private final ReplyReader replies;
  private final Failures failures;
  private final CallMetrics metrics;
  private final ChatModel request;

  /**
   * @param profile whose provider is {@link Provider.ChatCompletions}
   * @param counter counts tokens where the provider does not report them
   * @param pacing time, as the tests need it; see {@link Pacing#real}
   * @param registry for metrics; none for none
   * @param around puts something around a model whose calls are single requests
   * @throws IllegalArgumentException for a profile of another provider
   */
  public ChatCompletionsModel(
      ModelProfile profile,
      TokenCounter counter,
      Pacing pacing,
      @Nullable MeterRegistry registry,
      UnaryOperator<ChatModel> around) {
    if (!(profile.provider() instanceof Provider.ChatCompletions(var baseUrls, var key))) {
      throw new IllegalArgumentException(
          "profile '" + profile.name() + "' has no chat completions endpoint");
    }
    CallLimits limits = profile.limits();
    ObjectMapper json = mapper(limits);
    this.profile = profile;
    this.pacing = pacing;
    this.endpoints =
        new EndpointPool(baseUrls, limits.stickyKeys(), limits.endpointRest(), pacing.ticker());
    this.http = Transport.client(limits);
    this.transport = new Transport(http, limits, key);
    this.requests = new RequestWriter(json, profile.modelName());
    this.failures = new Failures(json, profile.name(), key, pacing.clock());
    this.replies = new ReplyReader(json, profile.dialect(), counter, failures);
    this.metrics = new CallMetrics(registry, profile.modelName());
    this.request = around.apply(this::askOnce);
  }

  /**
   * @return a model in real time
   */
  public static ChatCompletionsModel connect(
      ModelProfile profile,
      TokenCounter counter,
      @Nullable MeterRegistry registry,
      UnaryOperator<ChatModel> around) {
    return new ChatCompletionsModel(
        profile, counter, Pacing.real(profile.limits().retry()), registry, around);
  }

  @Override
  public ModelOutcome ask(Prompt prompt, String stickyKey) throws InterruptedException {
    return ask(prompt, stickyKey, note -> {});
  }

  @Override
  public ModelOutcome ask(Prompt prompt, String stickyKey, Consumer<String> told)
      throws InterruptedException {
    int tries = profile.limits().retry().tries();
    for (int attempt = 0; ; attempt++) {
      switch (request.ask(prompt, stickyKey, told)) {
        case ModelOutcome.Reply reply -> {
          return reply;
        }
        case ModelOutcome.Failure failure -> {
          if (!failure.code().retryable() || attempt + 1 >= tries) {
            return attempt == 0 ? failure : afterTries(failure, attempt + 1);
          }
          LOG.atWarn()
              .setMessage("model try failed")
              .addKeyValue("model", profile.name())
              .addKeyValue("errorCode", failure.code().slug())
              .addKeyValue("attempt", attempt + 1)
              .log();
          metrics.retried(failure);
          Duration pause =
              pacing.pause(attempt, failure.retryAfter(), profile.limits().retry().retryAfterCap());
          told.accept(
              "%s; asking again in %d s, try %d of %d"
                  .formatted(
                      failure.message(), Math.max(1, pause.toSeconds()), attempt + 2, tries));
          pacing.sleeper().sleep(pause);
        }
      }
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** One try. A server that refuses log probabilities is asked again at once without them. */
  private ModelOutcome askOnce(Prompt prompt, String stickyKey) throws InterruptedException {
    Endpoint endpoint = endpoints.choose(stickyKey);
    boolean logprobs = prompt.sampling().logprobs() && !endpoint.refusesLogprobs();
    long began = pacing.ticker().getAsLong();
    HttpAnswer answer = transport.post(endpoint.completions(), requests.write(prompt, logprobs));
    if (logprobs && failures.namesLogprobs(answer)) {
      endpoint.rememberRefusesLogprobs();
      return request.ask(prompt, stickyKey);
    }
    ModelOutcome outcome = outcome(prompt, endpoint, answer);
    metrics.exchanged(outcome, Duration.ofNanos(pacing.ticker().getAsLong() - began));
    note(endpoint, outcome);
    return outcome;
  }

  private ModelOutcome outcome(Prompt prompt, Endpoint endpoint, HttpAnswer answer) {
    return switch (answer) {
      case HttpAnswer.Broken(var code, var what) -> failures.of(code, endpoint, what);
      case HttpAnswer.Whole whole when whole.status() == 200 ->
          replies.read(endpoint, whole.body(), prompt);
      case HttpAnswer.Whole whole -> failures.refused(endpoint, whole);
    };
  }

  /** Lets an endpoint rest that seems down; one that is busy or refuses keeps its keys. */
  private void note(Endpoint endpoint, ModelOutcome outcome) {
    switch (outcome) {
      case ModelOutcome.Reply reply -> endpoints.answered(endpoint);
      case ModelOutcome.Failure failure -> {
        switch (failure.code()) {
          case UNREACHABLE, TIMEOUT, SERVER_ERROR, BAD_ANSWER -> endpoints.failed(endpoint);
          case RATE_LIMITED, EMPTY, UNAUTHORIZED, REFUSED, TOO_LONG -> {}
        }
      }
    }
  }

  private static ModelOutcome.Failure afterTries(ModelOutcome.Failure last, int tries) {
    return new ModelOutcome.Failure(
        last.code(), last.message() + " (" + tries + " tries)", last.retryAfter());
  }

  /** One string of an answer may be as long as the answer; what follows a document is no JSON. */
  private static ObjectMapper mapper(CallLimits limits) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(limits.maxReplyBytes()).build())
            .build();
    return new ObjectMapper(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }
}
