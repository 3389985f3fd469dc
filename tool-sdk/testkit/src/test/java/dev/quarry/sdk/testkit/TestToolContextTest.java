package dev.quarry.sdk.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.HttpCall;
import dev.quarry.sdk.ModelRole;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.ToolException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TestToolContextTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

  @Test
  void whatATestGivesIsWhatATestGets() throws Exception {
    // Given
    TestToolContext context =
        TestToolContext.builder()
            .clock(Clock.fixed(NOON, ZoneOffset.UTC))
            .timeout(Duration.ofSeconds(7))
            .setting("base-url", "http://x")
            .secret("key", "k")
            .replies("one", "two")
            .build();

    // When
    context.progress("reading");
    String url = context.artifacts().put("a.csv", "text/csv", "1".getBytes(StandardCharsets.UTF_8));

    // Then
    assertThat(context.remaining()).isEqualTo(Duration.ofSeconds(7));
    assertThat(context.setting("base-url")).contains("http://x");
    assertThat(context.secret("other")).isEmpty();
    assertThat(context.model(ModelRole.READER).complete("p1", 0)).isEqualTo("one");
    assertThat(context.model(ModelRole.READER).complete("p2", 0)).isEqualTo("two");
    assertThatThrownBy(() -> context.model(ModelRole.READER).complete("p3", 0))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("more than 2 times");
    assertThat(context.prompts()).containsExactly("p1", "p2", "p3");
    assertThat(context.progressNotes()).containsExactly("reading");
    assertThat(url).endsWith("/a.csv");
    assertThat(context.artifact("a.csv").orElseThrow().text()).isEqualTo("1");
  }

  @Test
  void truncationKeepsTheLongestBeginning() {
    var model = TestToolContext.builder().build().model(ModelRole.READER);
    assertThat(model.truncate("a  b c", 2)).isEqualTo("a  b");
    assertThat(model.truncate("a  b c ", 3)).isEqualTo("a  b c ");
  }

  @Test
  void sourcesAreMergedByRankAndTellWhyNoneIsReady() throws Exception {
    // Given
    var unready = TestToolContext.builder().search(new GoodPlugin.Almanac()).build();
    var ready =
        TestToolContext.builder()
            .setting("base-url", "x")
            .search(new GoodPlugin.Almanac())
            .search(new GoodPlugin.Almanac())
            .build();

    // Then
    assertThat(ready.sources().search("moon", 5))
        .containsExactly(SearchHit.of("moon", "https://example.org/moon", "about moon"));
    assertThatThrownBy(() -> unready.sources().search("moon", 5))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.NOT_CONFIGURED))
        .hasMessageContaining("almanac: set quarry.plugins");
    assertThatThrownBy(() -> ready.sources().fetch("ftp://x"))
        .isInstanceOfSatisfying(
            ToolException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.REFUSED));
  }

  @Test
  void theGatewayGoesNowhereButHere() {
    var http = TestToolContext.builder().build().http();
    assertThatThrownBy(
            () -> http.send(HttpCall.get(URI.create("http://192.0.2.1/"), Duration.ofSeconds(1))))
        .isInstanceOf(ToolException.class)
        .hasMessageContaining("accepted are servers on this machine");
  }

  @Test
  void cancellingRunsEachActionOnce() {
    // Given
    TestToolContext context = TestToolContext.builder().build();
    AtomicInteger runs = new AtomicInteger();
    context.cancellation().onCancel(runs::incrementAndGet);

    // When
    context.cancel();
    context.cancel();
    context.cancellation().onCancel(runs::incrementAndGet);

    // Then
    assertThat(runs).hasValue(2);
    assertThatThrownBy(() -> context.cancellation().check())
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void aTickingClockGoesOnByItsStep() {
    Clock clock = new TickingClock(NOON, Duration.ofSeconds(2));
    assertThat(clock.instant()).isEqualTo(NOON);
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(2));
  }
}
