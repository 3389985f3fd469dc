package dev.quarry.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.quarry.api.testing.ApiTest;
import dev.quarry.api.testing.Db;
import dev.quarry.api.testing.Eventually;
import dev.quarry.api.testing.FakeRunner;
import dev.quarry.api.testing.SseClient;
import dev.quarry.api.testing.Steps;
import dev.quarry.core.event.JobEvent;
import dev.quarry.core.job.Report;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.Limit;
import dev.quarry.core.trajectory.Preliminary;
import dev.quarry.core.trajectory.SourceRef;
import dev.quarry.core.trajectory.Step;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class EventsIT extends ApiTest {
  @Inject Subscriptions subscriptions;
  @Inject EventTail tail;

  @BeforeEach
  void announcementsComeThrough() {
    Eventually.within(Duration.ofSeconds(60), () -> assertThat(tail.healthy()).isTrue());
  }

  @Test
  void streamShowsAJobFromItsStateToItsEnd() {
    // Given
    UUID id = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(id);
        SseClient client = SseClient.open(tenant.key(), events(id))) {
      assertThat(client.next())
          .isEqualTo(new SseClient.Event("state", null, "{\"state\":\"RUNNING\"}"));
      assertThat(client.next().json().path("kind").asText()).isEqualTo("leased");

      // When
      runner.progress(1, "searching");
      assertThat(client.next())
          .isEqualTo(new SseClient.Event("progress", null, "{\"note\":\"searching\",\"round\":1}"));
      runner.step(Steps.replied("x".repeat(3000)));
      SseClient.Event replied = client.next();
      runner.step(Steps.returned("visit", "page", new SourceRef("http://a", "A", "00", 4)));
      SseClient.Event returned = client.next();
      runner.step(new Step.LimitHit(Limit.ROUNDS, "7 of 7"));
      SseClient.Event limit = client.next();
      runner.succeed("Somebody", new Report("Somebody", List.of()));
      runner.announce(new JobEvent.StateChanged(tenant.id(), id, "SUCCEEDED"));
      List<SseClient.Event> rest = client.all();

      // Then
      assertThat(replied.name()).isEqualTo("step");
      assertThat(replied.id()).isEqualTo("0:2");
      assertThat(replied.json().path("rollout").asInt()).isZero();
      assertThat(replied.json().path("seq").asInt()).isEqualTo(2);
      assertThat(replied.json().path("round").asInt()).isEqualTo(1);
      assertThat(replied.json().path("content").asText()).isEqualTo("x".repeat(2000));
      assertThat(replied.json().path("usage").path("inputTokens").asInt()).isEqualTo(100);
      assertThat(returned.json().path("tool").asText()).isEqualTo("visit");
      assertThat(returned.json().path("sources").get(0).path("url").asText()).isEqualTo("http://a");
      assertThat(returned.json().has("failure")).isFalse();
      assertThat(limit.json().path("limit").asText()).isEqualTo("ROUNDS");
      assertThat(rest).extracting(SseClient.Event::name).containsExactly("step", "state", "end");
      assertThat(rest.get(0).json().path("termination").asText()).isEqualTo("ANSWER");
      assertThat(rest.get(2).data()).isEqualTo("{\"state\":\"SUCCEEDED\"}");
      assertThat(client.response().headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(client.response().headers().firstValue("X-Accel-Buffering")).contains("no");
      assertThat(client.response().headers().firstValue("Content-Type").orElse(""))
          .startsWith("text/event-stream");
    }
  }

  @Test
  void clientThatComesBackGetsEveryLaterStepOnce() {
    // Given
    UUID id = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(id)) {
      for (int i = 0; i < 250; i++) {
        runner.silentStep(Steps.replied("r" + i));
      }
      runner.succeed("a", new Report("a", List.of()));
    }

    // When
    List<SseClient.Event> whole = stream(id);
    List<SseClient.Event> byHeader;
    try (SseClient client = SseClient.open(tenant.key(), events(id), "Last-Event-ID", "0:100")) {
      byHeader = client.all();
    }
    List<SseClient.Event> byQuery;
    try (SseClient client = SseClient.open(tenant.key(), events(id) + "?after=0:251")) {
      byQuery = client.all();
    }

    // Then
    assertThat(seqs(whole)).isEqualTo(range(1, 252));
    assertThat(seqs(byHeader)).isEqualTo(range(101, 252));
    assertThat(seqs(byQuery)).isEqualTo(range(252, 252));
    assertThat(step(byHeader, 101).json().path("round").asInt()).isEqualTo(100);
    assertThat(byQuery.getLast().name()).isEqualTo("end");
  }

  @Test
  void stepsThatNobodyAnnouncedComeWithTheNextAnnouncementInOrder() {
    // Given
    UUID id = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(id);
        SseClient client = SseClient.open(tenant.key(), events(id))) {
      client.next();
      client.next();

      // When
      runner.silentStep(Steps.replied("lost"));
      runner.silentStep(Steps.replied("lost too"));
      runner.step(Steps.replied("heard"));

      // Then
      assertThat(List.of(client.next().id(), client.next().id(), client.next().id()))
          .containsExactly("0:2", "0:3", "0:4");
    }
  }

  @Test
  void announcementsThatComeTwiceOrLateRepeatNothing() {
    // Given
    UUID id = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(id);
        SseClient client = SseClient.open(tenant.key(), events(id))) {
      client.next();
      client.next();

      // When
      runner.step(Steps.replied("one"));
      runner.announce(new JobEvent.StepWritten(tenant.id(), id, 0, 2, "replied"));
      runner.announce(new JobEvent.StepWritten(tenant.id(), id, 0, 1, "leased"));
      runner.announce(new JobEvent.StateChanged(tenant.id(), id, "RUNNING"));
      runner.step(Steps.replied("two"));

      // Then
      assertThat(List.of(client.next().id(), client.next().id())).containsExactly("0:2", "0:3");
    }
  }

  @Test
  void manyWritersAndReadersMissAndRepeatNothing() throws Exception {
    // Given
    UUID id = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(id)) {
      List<CompletableFuture<List<Long>>> readers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        readers.add(
            CompletableFuture.supplyAsync(() -> seqs(stream(id)), Thread.ofVirtual()::start));
      }

      // When
      for (int i = 0; i < 60; i++) {
        runner.step(Steps.replied("r" + i));
      }
      runner.succeed("a", new Report("a", List.of()));
      runner.announce(new JobEvent.StateChanged(tenant.id(), id, "SUCCEEDED"));

      // Then
      for (var reader : readers) {
        assertThat(reader.get()).isEqualTo(range(1, 62));
      }
    }
  }

  @Test
  void pauseQuestionAndAnswerReachTheStreamWhichGoesOn() {
    // Given
    UUID id = tenant.submit("q");
    FakeRunner first = FakeRunner.take(id);
    try (first;
        SseClient client = SseClient.open(tenant.key(), events(id))) {
      assertThat(client.next().data()).isEqualTo("{\"state\":\"RUNNING\"}");
      assertThat(client.next().json().path("kind").asText()).isEqualTo("leased");

      // When paused and resumed
      tenant.post(id, "/pause").then().statusCode(202);
      first.silentStep(Steps.replied("last"));
      first.park();
      assertThat(client.next().json().path("kind").asText()).isEqualTo("replied");
      assertThat(client.next().data()).isEqualTo("{\"state\":\"PAUSED\"}");
      tenant.post(id, "/resume").then().statusCode(202);
      assertThat(client.next().data()).isEqualTo("{\"state\":\"QUEUED\"}");

      // When two things are asked, one after the other
      try (FakeRunner second = FakeRunner.take(id)) {
        second.ask(Preliminary.CLARIFICATION, "Which one?");
      }
      SseClient.Event asked = nextState(client, "WAITING_INPUT");
      assertThat(asked.json().path("awaiting").path("kind").asText()).isEqualTo("clarification");
      assertThat(asked.json().path("awaiting").path("message").asText()).isEqualTo("Which one?");
      tenant.post(id, "/answer", "{\"message\":\"That.\"}").then().statusCode(202);
      assertThat(nextState(client, "QUEUED").json().has("awaiting")).isFalse();
      try (FakeRunner third = FakeRunner.take(id)) {
        third.ask(Preliminary.PLAN, "First this.");
      }

      // Then
      asked = nextState(client, "WAITING_INPUT");
      assertThat(asked.json().path("awaiting").path("kind").asText()).isEqualTo("plan");
      tenant.post(id, "/cancel").then().statusCode(202);
      assertThat(client.all()).extracting(SseClient.Event::name).containsExactly("state", "end");
    }
  }

  @Test
  void anotherQuestionInTheSameStateIsToldToo() {
    // Given
    UUID id = tenant.submit("q");
    try (FakeRunner runner = FakeRunner.take(id);
        SseClient client = SseClient.open(tenant.key(), events(id))) {
      runner.ask(Preliminary.PLAN, "First this.");
      nextState(client, "WAITING_INPUT");

      // When what lies between two questions went by unseen
      new TenantTx(Db.as("quarry_runner"))
          .call(
              tenant.id(),
              tx -> {
                try (var update =
                    tx.prepareStatement(
                        "update job set awaiting = '{\"kind\":\"plan\",\"message\":\"Then that.\"}'"
                            + " where job_id = ?")) {
                  update.setObject(1, id);
                  return update.executeUpdate();
                }
              });
      runner.announce(new JobEvent.StateChanged(tenant.id(), id, "WAITING_INPUT"));

      // Then
      assertThat(client.next().json().path("awaiting").path("message").asText())
          .isEqualTo("Then that.");
    }
  }

  /** Passes over steps and what lies between two states. */
  private static SseClient.Event nextState(SseClient client, String state) {
    while (true) {
      SseClient.Event event = client.next();
      assertThat(event.name()).isNotIn("closed", "end");
      if (event.name().equals("state") && event.json().path("state").asText().equals(state)) {
        return event;
      }
    }
  }

  @Test
  void cancelOfAWaitingJobEndsItsStream() {
    // Given
    UUID id = tenant.submit("q");
    try (SseClient client = SseClient.open(tenant.key(), events(id))) {
      assertThat(client.next().data()).isEqualTo("{\"state\":\"QUEUED\"}");

      // When
      tenant.request().post(JOBS + "/" + id + "/cancel").then().statusCode(202);

      // Then
      assertThat(client.all()).extracting(SseClient.Event::name).containsExactly("state", "end");
    }
  }

  @Test
  void idleStreamIsKeptOpenByHeartbeats() {
    // Given
    UUID id = tenant.submit("q");
    try (SseClient client = SseClient.open(tenant.key(), events(id))) {
      client.next();

      // When / Then
      assertThat(client.nextOrHeartbeat()).isEqualTo(new SseClient.Event(":", null, ": heartbeat"));
      assertThat(client.nextOrHeartbeat()).isEqualTo(new SseClient.Event(":", null, ": heartbeat"));
    }
  }

  @Test
  void clientThatDoesNotReadIsDroppedAndHoldsNothing() throws Exception {
    // Given: more than all buffers between the two can take
    UUID id = tenant.submit("q");
    int open = subscriptions.total();
    try (FakeRunner runner = FakeRunner.take(id)) {
      Db.execute(
          "quarry_journal",
          "insert into step (rollout_id, seq, tenant_id, epoch, kind, body)"
              + " select ?, n, ?, 1, 'nudged', json_build_object('message', repeat('x', 4000))"
              + " from generate_series(2, 10000) n",
          runner.lease().rolloutId(),
          tenant.id());
    }

    // When
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(events(id), tenant.key())
                  .getBytes(StandardCharsets.US_ASCII));
      Eventually.within(
          Duration.ofSeconds(20), () -> assertThat(subscriptions.total()).isEqualTo(open + 1));

      // Then
      Eventually.within(
          Duration.ofSeconds(60), () -> assertThat(subscriptions.total()).isEqualTo(open));
    }
  }

  @Test
  void wrongPositionIsRefused() {
    UUID id = tenant.submit("q");
    tenant
        .request()
        .header("Last-Event-ID", "latest")
        .get(events(id))
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("field", equalTo("Last-Event-ID"));
  }

  @Test
  void hundredsOfIdleStreamsHoldNoThreadsAndTheLimitIsTold() {
    // Given
    UUID id = tenant.submit("q");
    int before = platformThreads();
    int open = subscriptions.total();
    List<SseClient> clients = new ArrayList<>();
    try {
      // When
      for (int i = 0; i < 210; i++) {
        SseClient client = SseClient.open(tenant.key(), events(id));
        clients.add(client);
        assertThat(client.next().name()).isEqualTo("state");
      }

      // Then
      assertThat(subscriptions.total()).isEqualTo(open + 210);
      assertThat(platformThreads() - before).isLessThan(40);
      tenant
          .request()
          .get(events(id))
          .then()
          .statusCode(429)
          .contentType("application/problem+json")
          .body("code", equalTo("too-many-streams"));
    } finally {
      clients.forEach(SseClient::close);
    }
    Eventually.within(
        Duration.ofSeconds(10), () -> assertThat(subscriptions.total()).isEqualTo(open));
  }

  /** Virtual threads are not among them; the client's own are, so this counts too many. */
  private static int platformThreads() {
    return Thread.getAllStackTraces().size();
  }

  private static String events(UUID id) {
    return JOBS + "/" + id + "/events";
  }

  private List<SseClient.Event> stream(UUID id) {
    try (SseClient client = SseClient.open(tenant.key(), events(id))) {
      return client.all();
    }
  }

  private static SseClient.Event step(List<SseClient.Event> events, long seq) {
    return events.stream().filter(e -> ("0:" + seq).equals(e.id())).findFirst().orElseThrow();
  }

  private static List<Long> seqs(List<SseClient.Event> events) {
    return events.stream()
        .filter(e -> e.name().equals("step"))
        .map(e -> e.json().path("seq").asLong())
        .toList();
  }

  private static List<Long> range(long first, long last) {
    return java.util.stream.LongStream.rangeClosed(first, last).boxed().toList();
  }
}
