package dev.quarry.runner.tool.egress;

import dev.quarry.sdk.Cancellation;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.HttpCall;
import dev.quarry.sdk.HttpGateway;
import dev.quarry.sdk.HttpReply;
import dev.quarry.sdk.ToolException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The guarded HTTP client. An exchange runs on a virtual thread of its own, so that an interrupt, a
 * cancellation and the total time each cut its connection at once. Keeps no connection, cookie or
 * other state between calls; safe for use by many threads.
 */
public final class GuardedHttp implements HttpGateway {
  private static final Set<String> METHODS = Set.of("GET", "POST", "HEAD");

  private final EgressPolicy policy;
  private final Exchange exchange;

  public GuardedHttp(EgressPolicy policy) {
    this(policy, NameResolver.system());
  }

  public GuardedHttp(EgressPolicy policy, NameResolver resolver) {
    this.policy = policy;
    this.exchange = new Exchange(policy, resolver);
  }

  @Override
  public HttpReply send(HttpCall call) throws InterruptedException {
    return send(call, policy.caps().total(), new InFlight());
  }

  /**
   * The same client for one tool call.
   *
   * @param remaining until the call's deadline
   * @param cancellation cuts what is in flight
   */
  public HttpGateway forCall(Supplier<Duration> remaining, Cancellation cancellation) {
    Set<InFlight> running = ConcurrentHashMap.newKeySet();
    cancellation.onCancel(() -> running.forEach(InFlight::abort));
    return call -> {
      cancellation.check();
      InFlight inFlight = new InFlight();
      running.add(inFlight);
      try {
        if (cancellation.requested()) {
          inFlight.abort();
        }
        return send(call, shorter(remaining.get(), policy.caps().total()), inFlight);
      } catch (ToolException failed) {
        cancellation.check();
        throw failed;
      } finally {
        running.remove(inFlight);
      }
    };
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private HttpReply send(HttpCall call, Duration most, InFlight inFlight)
      throws InterruptedException {
    if (!METHODS.contains(call.method())) {
      throw new ToolException(
          FailureCode.REFUSED,
          "The method is \"%s\"; accepted are GET, POST and HEAD."
              .formatted(call.method().toUpperCase(Locale.ROOT)));
    }
    Duration budget = shorter(call.timeout(), most);
    CompletableFuture<HttpReply> reply = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("egress")
        .inheritInheritableThreadLocals(false)
        .start(
            () -> {
              try {
                reply.complete(exchange.run(call, inFlight, budget));
              } catch (RuntimeException | Error failed) {
                reply.completeExceptionally(failed);
              }
            });
    try {
      return reply.get(budget.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new ToolException(
          FailureCode.TIMEOUT,
          "%s did not answer within %d ms.".formatted(call.uri().getHost(), budget.toMillis()));
    } catch (ExecutionException failed) {
      throw rethrown(failed.getCause());
    } finally {
      // After an answer there is nothing left to cut.
      inFlight.abort();
    }
  }

  private static ToolException rethrown(@Nullable Throwable cause) {
    return switch (cause) {
      case ToolException known -> known;
      case Error fatal -> throw fatal;
      case null, default -> new ToolException(FailureCode.UPSTREAM, "The exchange failed.", cause);
    };
  }
}
