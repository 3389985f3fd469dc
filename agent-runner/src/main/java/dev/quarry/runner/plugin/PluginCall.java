package dev.quarry.runner.plugin;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import dev.quarry.sdk.ToolResult;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way into a plugin: every call on a fresh thread with the plugin's class loader as context
 * loader, a deadline, a grace and the plugin's circuit. No exception object of the plugin gets out,
 * only words.
 */
final class PluginCall {
  private static final Logger LOG = LoggerFactory.getLogger(PluginCall.class);

  private final String plugin;
  private final PluginLimits limits;
  private final Circuit circuit;
  private final AtomicLong abandoned = new AtomicLong();
  private volatile @Nullable ClassLoader loader;

  PluginCall(String plugin, ClassLoader loader, PluginLimits limits, LongSupplier nanos) {
    this.plugin = plugin;
    this.loader = loader;
    this.limits = limits;
    this.circuit = new Circuit(limits.strikes(), limits.circuitOpen(), nanos);
  }

  /**
   * @param what the call, for logs and messages, for example {@code tool search}
   * @param redaction takes out of the plugin's words what must not be told
   * @throws ToolException what the plugin threw as such; {@link FailureCode#TOOL_CRASHED} where it
   *     threw anything else, is switched off or stopped; {@link FailureCode#TIMEOUT}
   * @throws InterruptedException when the caller was interrupted
   */
  <T> T run(String what, Duration timeout, UnaryOperator<String> redaction, Callable<T> body)
      throws InterruptedException {
    ClassLoader context = loader;
    if (context == null) {
      throw new ToolException(
          FailureCode.TOOL_CRASHED, "The plugin %s was stopped.".formatted(plugin));
    }
    Optional<Duration> refused = circuit.enter();
    if (refused.isPresent()) {
      throw new ToolException(
          FailureCode.TOOL_CRASHED,
          "The plugin %s is switched off for %d s after %d calls in a row that crashed or did not end."
              .formatted(plugin, seconds(refused.get()), limits.strikes()));
    }
    // Not a virtual one: a plugin that computes without end would keep a carrier of everybody's.
    Thread.Builder thread =
        Thread.ofPlatform().daemon().name("plugin-" + plugin).inheritInheritableThreadLocals(false);
    GuardedThread.Outcome<T> outcome;
    try {
      outcome = GuardedThread.run(thread, context, body, timeout, limits.grace());
    } catch (RuntimeException | Error notStarted) {
      circuit.undecided();
      throw notStarted;
    }
    return settle(what, timeout, redaction, outcome);
  }

  private <T> T settle(
      String what,
      Duration timeout,
      UnaryOperator<String> redaction,
      GuardedThread.Outcome<T> outcome)
      throws InterruptedException {
    return switch (outcome) {
      case GuardedThread.Outcome.Returned<T>(T value) -> {
        circuit.succeeded();
        yield value;
      }
      case GuardedThread.Outcome.Threw<T>(Throwable cause) -> throw thrown(what, redaction, cause);
      case GuardedThread.Outcome.Late<T> _ -> {
        circuit.undecided();
        throw new ToolException(
            FailureCode.TIMEOUT,
            "%s of the plugin %s did not end within %s.".formatted(what, plugin, words(timeout)));
      }
      case GuardedThread.Outcome.Abandoned<T>(String where) -> {
        abandon(what, where);
        throw new ToolException(
            FailureCode.TIMEOUT,
            "%s of the plugin %s did not end within %s and did not react to being interrupted."
                .formatted(what, plugin, words(timeout)));
      }
      case GuardedThread.Outcome.Cancelled<T>(boolean left) -> {
        if (left) {
          abandon(what, "");
        } else {
          circuit.undecided();
        }
        throw new InterruptedException(what + " was cancelled");
      }
    };
  }

  private ToolException thrown(String what, UnaryOperator<String> redaction, Throwable cause) {
    switch (cause) {
      case ToolException polite -> {
        circuit.succeeded();
        ToolResult.Failure failure = polite.toFailure();
        return new ToolException(
            failure.code(), redaction.apply(failure.message()), failure.retryAfter(), null);
      }
      case InterruptedException _ -> {
        circuit.undecided();
        return new ToolException(
            FailureCode.CANCELLED, "%s of the plugin %s was cancelled.".formatted(what, plugin));
      }
      case VirtualMachineError fatal when !(fatal instanceof StackOverflowError) -> {
        circuit.undecided();
        throw fatal;
      }
      default -> {
        LOG.atError()
            .addKeyValue("plugin", plugin)
            .addKeyValue("call", what)
            .setCause(new ToldException(cause, redaction))
            .log("plugin call crashed");
        strike();
        return new ToolException(
            FailureCode.TOOL_CRASHED,
            "%s of the plugin %s crashed: %s"
                .formatted(what, plugin, PluginProblem.wordsFor(cause, redaction)));
      }
    }
  }

  private void abandon(String what, String where) {
    abandoned.incrementAndGet();
    LOG.atError()
        .addKeyValue("plugin", plugin)
        .addKeyValue("call", what)
        .addKeyValue("where", where)
        .log("plugin call abandoned");
    strike();
  }

  private void strike() {
    if (circuit.struck()) {
      LOG.atError()
          .addKeyValue("plugin", plugin)
          .addKeyValue("seconds", limits.circuitOpen().toSeconds())
          .log("plugin switched off");
    }
  }

  /**
   * @return how many calls were abandoned since the plugin was loaded
   */
  long abandoned() {
    return abandoned.get();
  }

  PluginHealth health() {
    return circuit
        .open()
        .<PluginHealth>map(
            left ->
                new PluginHealth.Degraded(
                    "switched off after %d calls in a row that crashed or did not end; tried again in %d s"
                        .formatted(limits.strikes(), seconds(left))))
        .orElseGet(PluginHealth.Active::new);
  }

  @Nullable ClassLoader contextLoader() {
    return loader;
  }

  /** Refuses further calls and forgets the plugin's class loader. */
  void stop() {
    loader = null;
  }

  private static long seconds(Duration duration) {
    return (duration.toMillis() + 999) / 1000;
  }

  private static String words(Duration duration) {
    return duration.toMillis() < 10_000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
  }
}
