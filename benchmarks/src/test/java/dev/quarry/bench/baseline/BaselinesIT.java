package dev.quarry.bench.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quarry.bench.platform.Ledger;
import dev.quarry.bench.platform.Recording;
import dev.quarry.bench.platform.Recording.Act;
import dev.quarry.bench.stub.Assignment;
import dev.quarry.bench.stub.StubProcess;
import dev.quarry.localstack.Endpoints;
import dev.quarry.localstack.Role;
import dev.quarry.localstack.testing.SharedStack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the platform is compared with does the work that it is said to do. */
class BaselinesIT {
  @TempDir Path home;

  private static Recording twoRounds() {
    Assignment task = Assignment.of("replayed", 2, 0);
    String first = "{\"messages\":[{\"role\":\"user\",\"content\":\"" + task.text() + "\"}]}";
    String second = first.replace("}]}", "},{\"role\":\"assistant\",\"content\":\"…\"}]}");
    String query = java.net.URLEncoder.encode(task.text(), StandardCharsets.UTF_8);
    return new Recording(
        List.of(
            new Act(first, "replied", "{\"n\":1}"),
            new Act("/search?q=" + query, "tool-returned", "{\"n\":2}"),
            new Act(second, "replied", "{\"n\":3}"),
            new Act("", "ended", "{\"n\":4}")));
  }

  private static long number(Endpoints endpoints, String sql) throws SQLException {
    try (var connection = Ledger.open(endpoints, Role.OWNER);
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void bareLoopMakesEachRequestAndStoresEachStep() throws Exception {
    Endpoints endpoints = SharedStack.freshPostgresOnly();
    try (StubProcess stub = StubProcess.start(home.resolve("stub.log"));
        var loop = new BareLoop(endpoints, stub.base())) {
      // When
      double millis = loop.millis(twoRounds());

      // Then
      assertThat(millis).isPositive();
      assertThat(number(endpoints, "select count(*) from step")).isEqualTo(4);
      assertThat(stub.seen())
          .extracting(seen -> seen.token() + " " + seen.round() + " " + seen.count())
          .containsExactlyInAnyOrder("replayed 1 1", "replayed 2 1");
      assertThat(stub.calls()).isEqualTo(2);
      assertThat(stub.waiting()).isZero();
    }
  }

  @Test
  void dbosMakesEachRequestAndStoresEachStep() throws Exception {
    Endpoints endpoints = SharedStack.freshPostgresOnly();
    try (StubProcess stub = StubProcess.start(home.resolve("stub.log"));
        Dbos dbos = Dbos.start(home, endpoints, stub.base(), twoRounds(), 4)) {
      // When one is run and two are queued
      dbos.run();
      dbos.submit(2, 2);
      dbos.awaitAll(Duration.ofSeconds(60));

      // Then
      assertThat(dbos.steps()).isEqualTo(9);
      assertThat(stub.calls()).isEqualTo(6);
    }
  }

  @Test
  void rawCommitsAreRows() throws Exception {
    Endpoints endpoints = SharedStack.freshPostgresOnly();
    try (var raw = new RawCommits(endpoints, 2, 100)) {
      double perSecond = raw.perSecond(Duration.ofMillis(300));

      assertThat(perSecond).isPositive();
      assertThat(number(endpoints, "select count(distinct rollout_id) from step")).isEqualTo(2);
    }
  }
}
