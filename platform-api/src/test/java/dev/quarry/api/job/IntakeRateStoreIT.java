package dev.quarry.api.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.api.config.ApiConfig;
import dev.quarry.api.error.ApiException;
import dev.quarry.api.error.ErrorCode;
import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.core.tenancy.TenantTx;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Limits of intake that are small enough to be hit, in the real database. */
@QuarkusTest
class IntakeRateStoreIT extends ApiTest {
  private final TenantTx tenants = new TenantTx(Db.as("quarry_api"));
  private final IntakeRateStore rates = store(3, 2);

  private static IntakeRateStore store(int submits, int queued) {
    ApiConfig config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(ApiConfig.class)
            .withDefaultValues(
                Map.of(
                    "quarry.api.intake.submits",
                    Integer.toString(submits),
                    "quarry.api.intake.window",
                    "1h",
                    "quarry.api.intake.queued",
                    Integer.toString(queued),
                    "quarry.api.intake.retry-after",
                    "7s"))
            .build()
            .getConfigMapping(ApiConfig.class);
    return new IntakeRateStore(config);
  }

  private boolean taken() {
    try {
      return tenants.call(
          tenant.id(),
          tx -> {
            rates.take(tx, tenant.id());
            return true;
          });
    } catch (ApiException e) {
      return false;
    }
  }

  @Test
  void asManyAsTheWindowHasMayFollowAtOnceAndNotOneMore() {
    assertThat(taken()).isTrue();
    assertThat(taken()).isTrue();
    assertThat(taken()).isTrue();

    assertThatThrownBy(
            () ->
                tenants.call(
                    tenant.id(),
                    tx -> {
                      rates.take(tx, tenant.id());
                      return true;
                    }))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SUBMIT_RATE);
              assertThat(e.detail()).contains("3 jobs in 3,600 s (quarry.api.intake.submits)");
              assertThat(e.retryAfter().orElseThrow())
                  .isBetween(Duration.ofMinutes(18), Duration.ofMinutes(20));
              assertThat(e.headers().get("RateLimit")).startsWith("\"submits\";r=0;t=");
              assertThat(e.headers())
                  .containsEntry("RateLimit-Policy", "\"submits\";q=3;w=3600, \"queued\";q=2");
            });
  }

  @Test
  void rateIsKeptHoweverManyComeAtOnce() throws Exception {
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Callable<Boolean>> submits = Collections.nCopies(24, this::taken);
      assertThat(threads.invokeAll(submits).stream().map(Future::resultNow).filter(t -> t))
          .hasSize(3);
    }
  }

  @Test
  void fullQueueIsToldWithTheTimeToWait() {
    // Given
    tenant.submit("q");
    tenant.submit("q");
    assertThat(room()).isEqualTo(0);
    tenant.submit("q");

    // Then
    assertThatThrownBy(this::room)
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.QUEUE_FULL);
              assertThat(e.retryAfter()).contains(Duration.ofSeconds(7));
              assertThat(e.headers().get("RateLimit")).endsWith("\"queued\";r=0");
            });
  }

  private long room() {
    return tenants
        .<IntakeRate>call(tenant.id(), tx -> rates.requireRoom(tx, tenant.id()))
        .queuedLeft();
  }
}
