package dev.quarry.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LocalStackConfigTest {
  private static final LocalStackConfig DEFAULTS = LocalStackConfig.of(Path.of("/srv/quarry"));

  @Test
  void defaultsAreDurableOnTheUsualPorts() {
    // Given the defaults
    // When they are read
    PostgresConfig postgres = DEFAULTS.postgres();

    // Then
    assertThat(postgres.preferredPort()).isEqualTo(15432);
    assertThat(postgres.durable()).isTrue();
    assertThat(postgres.maxConnections()).isEqualTo(200);
    assertThat(DEFAULTS.broker().preferredPort()).isEqualTo(19092);
    assertThat(DEFAULTS.broker().placement()).isEqualTo(BrokerPlacement.IN_PROCESS);
  }

  @Test
  void changesKeepEverythingElse() {
    // Given
    LocalStackConfig other = DEFAULTS.placement(BrokerPlacement.OWN_PROCESS);

    // When
    LocalStackConfig changed = other.ports(1, 2).durable(false).closeOnExit(false);

    // Then
    assertThat(changed.broker().placement()).isEqualTo(BrokerPlacement.OWN_PROCESS);
    assertThat(changed.broker().preferredPort()).isEqualTo(2);
    assertThat(changed.postgres().preferredPort()).isEqualTo(1);
    assertThat(changed.postgres().durable()).isFalse();
    assertThat(changed.closeOnExit()).isFalse();
    assertThat(changed.home()).isEqualTo(Path.of("/srv/quarry"));
  }

  @Test
  void wrongValuesAreNamedWithWhatIsAccepted() {
    // Given the defaults
    // When, then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.ports(70_000, 0))
        .withMessage("PostgreSQL port: 70000 given, 0 (any free one) to 65535 accepted");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DEFAULTS.startTimeout(Duration.ZERO))
        .withMessage("start timeout: PT0S given, more than 0 accepted");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BrokerConfig(0, BrokerPlacement.OWN_PROCESS, 16, null))
        .withMessage("Kafka heap: 16 MB given, at least 128 MB accepted");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalStackConfig.of(Path.of("/srv/a,b")))
        .withMessageContaining("comma");
  }

  @Test
  void argumentsOfTheMainClassMakeAConfig() {
    // Given
    List<String> args =
        List.of("--home", "/srv/q", "--postgres-port", "5", "--broker", "own-process");

    // When
    LocalStackConfig config = LocalStackMain.parse(args);

    // Then
    assertThat(config.home()).isEqualTo(Path.of("/srv/q"));
    assertThat(config.postgres().preferredPort()).isEqualTo(5);
    assertThat(config.broker().preferredPort()).isEqualTo(19092);
    assertThat(config.broker().placement()).isEqualTo(BrokerPlacement.OWN_PROCESS);
  }

  @Test
  void wrongArgumentsOfTheMainClassAreNamed() {
    // Given, when, then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalStackMain.parse(List.of()))
        .withMessage("--home: not given");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalStackMain.parse(List.of("--home")))
        .withMessage("--home: no value given");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalStackMain.parse(List.of("--kafka-port", "x")))
        .withMessage("--kafka-port: \"x\" given, a port number accepted");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LocalStackMain.parse(List.of("--broker", "cloud")))
        .withMessage(
            "--broker: \"cloud\" given; in-process, own-process, own-process-for-load accepted");
  }

  @Test
  void jsonStringsAreEscaped() {
    // Given
    String text = "a\"b\\c\n";

    // When
    String json = LocalStackMain.quoted(text);

    // Then
    assertThat(json).isEqualTo("\"a\\\"b\\\\c\\u000a\"");
  }
}
