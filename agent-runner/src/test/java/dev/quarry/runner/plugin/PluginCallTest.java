package dev.quarry.runner.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.ToolException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class PluginCallTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final PluginCall call =
      new PluginCall(
          "p",
          new ClassLoader() {},
          new PluginLimits(SOON, SOON, 3, Duration.ofSeconds(60), 10, ArchiveLimits.DEFAULT),
          System::nanoTime);

  private void fails(Callable<String> body, FailureCode code, String words) {
    fails(SOON, body, code, words);
  }

  private void fails(Duration timeout, Callable<String> body, FailureCode code, String words) {
    assertThatThrownBy(() -> call.run("It", timeout, UnaryOperator.identity(), body))
        .isInstanceOfSatisfying(ToolException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(words)
        .hasNoCause();
  }

  @Test
  void itsResultComesBack() throws Exception {
    assertThat(call.run("It", SOON, UnaryOperator.identity(), () -> "x")).isEqualTo("x");
  }

  @Test
  void whatThePluginSaysItselfIsPassedOnAndIsNoStrike() {
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(
              () ->
                  call.run(
                      "It",
                      SOON,
                      UnaryOperator.identity(),
                      () -> {
                        throw new ToolException(
                            FailureCode.RATE_LIMITED,
                            "slower",
                            Optional.of(Duration.ofSeconds(3)),
                            new Exception("of the plugin"));
                      }))
          .isInstanceOfSatisfying(
              ToolException.class,
              e -> assertThat(e.toFailure().retryAfter()).contains(Duration.ofSeconds(3)))
          .hasMessage("slower")
          .hasNoCause();
    }
    assertThat(call.health()).isEqualTo(new PluginHealth.Active());
  }

  @Test
  void crashesBecomeWordsAndSwitchThePluginOff() {
    fails(
        () -> {
          throw new IllegalStateException("boom");
        },
        FailureCode.TOOL_CRASHED,
        "It of the plugin p crashed: IllegalStateException: boom");
    fails(
        () -> {
          throw new NoClassDefFoundError("a/b/C");
        },
        FailureCode.TOOL_CRASHED,
        "needs the class a.b.C");
    assertThat(call.health()).isEqualTo(new PluginHealth.Active());
    fails(PluginCallTest::endless, FailureCode.TOOL_CRASHED, "StackOverflowError");
    assertThat(call.health()).isInstanceOf(PluginHealth.Degraded.class);
    fails(() -> "x", FailureCode.TOOL_CRASHED, "switched off for 60 s");
  }

  private static String endless() {
    return endless() + "x";
  }

  @Test
  void nothingReturnedIsACrash() {
    fails(() -> null, FailureCode.TOOL_CRASHED, "it returned null");
  }

  @Test
  void secretsAreTakenOutOfItsWordsAndOfTheLog() {
    UnaryOperator<String> redaction = text -> text.replace("hunter2-canary", "[secret k]");
    // One that would be cut in the middle, too.
    String message = "x".repeat(190) + " hunter2-canary";
    List<Exception> thrown =
        List.of(
            new IllegalStateException(message, new java.io.IOException("hunter2-canary refused")),
            new ToolException(FailureCode.UPSTREAM, message));

    try (var log = new LogLines()) {
      for (Exception e : thrown) {
        Callable<String> body =
            () -> {
              throw e;
            };
        assertThatThrownBy(() -> call.run("It", SOON, redaction, body))
            .hasMessageContaining("[secret")
            .hasMessageNotContaining("hunter2");
      }
      assertThat(log.text())
          .contains("plugin call crashed")
          .contains("java.lang.IllegalStateException: x")
          .contains("Caused by: java.io.IOException: [secret k] refused")
          .contains("PluginCallTest.secretsAreTakenOut")
          .doesNotContain("hunter2");
    }
  }

  @Test
  void aDyingMachineIsNotHidden() {
    assertThatThrownBy(
            () ->
                call.run(
                    "It",
                    SOON,
                    UnaryOperator.identity(),
                    () -> {
                      throw new OutOfMemoryError("made up");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(call.health()).isEqualTo(new PluginHealth.Active());
  }

  @Test
  void aCallThatEndsInItsGraceIsLateButNoStrike() {
    for (int i = 0; i < 4; i++) {
      fails(
          Duration.ofMillis(200),
          () -> {
            Thread.sleep(60_000);
            return "x";
          },
          FailureCode.TIMEOUT,
          "did not end within 200 ms");
    }
    assertThat(call.abandoned()).isZero();
    assertThat(call.health()).isEqualTo(new PluginHealth.Active());
  }

  @Test
  void aCallThatCancelsItselfIsCancelled() {
    fails(
        () -> {
          throw new InterruptedException();
        },
        FailureCode.CANCELLED,
        "was cancelled");
  }

  @Test
  void anInterruptOfTheCallerReachesTheCallAndComesBack() throws Exception {
    // Given
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    call.run(
                        "It",
                        SOON,
                        UnaryOperator.identity(),
                        () -> {
                          inside.countDown();
                          try {
                            Thread.sleep(10_000);
                          } catch (InterruptedException e) {
                            interrupted.countDown();
                            throw e;
                          }
                          return "x";
                        });
                  } catch (InterruptedException | RuntimeException e) {
                    thrown.set(e);
                  }
                });
    assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();

    // When
    caller.interrupt();
    caller.join(Duration.ofSeconds(5));

    // Then
    assertThat(interrupted.getCount()).isZero();
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    assertThat(call.health()).isEqualTo(new PluginHealth.Active());
  }
}
