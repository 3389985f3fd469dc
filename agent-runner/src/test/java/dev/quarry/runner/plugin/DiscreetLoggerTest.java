package dev.quarry.runner.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

class DiscreetLoggerTest {
  private static final String SECRET = "hunter2-canary";

  private final Logger log =
      new DiscreetLogger(
          LoggerFactory.getLogger("quarry.plugin.p"), text -> text.replace(SECRET, "[secret k]"));

  @Test
  void secretsAreTakenOutOfAllThatALineIsMadeOf() {
    try (var lines = new LogLines()) {
      log.info("message " + SECRET);
      log.warn("argument {} {}", SECRET, 2);
      log.atError().addKeyValue("key", SECRET).log("key and value");
      log.error("thrown", new IllegalStateException(SECRET, new RuntimeException("by " + SECRET)));

      assertThat(lines.text())
          .contains("message [secret k]\n", "argument [secret k] 2\n", "key=[secret k]")
          .contains("java.lang.IllegalStateException: [secret k]")
          .contains("Caused by: java.lang.RuntimeException: by [secret k]")
          .doesNotContain(SECRET);
    }
  }

  @Test
  void bracesOfASecretlessMessageStay() {
    try (var lines = new LogLines()) {
      log.info("{} is {}", "a", "{}");

      assertThat(lines.text()).contains("a is {}\n");
    }
  }

  @Test
  void levelsAreThoseOfTheLogBehindIt() {
    Logger silent = new DiscreetLogger(NOPLogger.NOP_LOGGER, text -> text);

    assertThat(log.isErrorEnabled()).isTrue();
    assertThat(silent.isErrorEnabled()).isFalse();
    assertThat(log.getName()).isEqualTo("quarry.plugin.p");
  }
}
