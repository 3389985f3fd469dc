package dev.quarry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.quarry.api.testing.FakeRunner;
import dev.quarry.core.trajectory.Preliminary;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user tells a job: unasked, and in answer to what it asks. */
@QuarkusTest
class MessagesIT extends ControlTest {
  @ParameterizedTest
  @ValueSource(strings = {"queued", "paused"})
  void messageIsKeptForTheNextRoundOfAJobThatDoesNotRun(String where) {
    // Given
    UUID id = where.equals("queued") ? tenant.submit("q") : parked();

    // When
    message(id, "Look at the north side.").statusCode(202);
    message(id, "And at the south side.").statusCode(202);

    // Then
    show(id)
        .body("inputs.ordinal", equalTo(List.of(1, 2)))
        .body("inputs[1].kind", equalTo("steer"))
        .body("inputs[1].message", equalTo("And at the south side."))
        .body("inputs[1].createdAt", notNullValue())
        .body("inputs[1].approved", nullValue());
    assertThat(rollout(id, "inputs")).isEqualTo(2);
    tenant.request().get(JOBS).then().body("items[0].inputs", nullValue());
  }

  @Test
  void oneMessageMoreThanTheLimitIsRefused() {
    // Given
    UUID id = tenant.submit("q");
    for (int i = 0; i < 20; i++) {
      message(id, "m" + i).statusCode(202);
    }

    // When, Then
    message(id, "one more")
        .statusCode(409)
        .body("code", equalTo("too-many-messages"))
        .body("detail", equalTo("The job was sent 20 messages, and no more are accepted."));
    show(id).body("inputs", hasSize(20));
    assertThat(rollout(id, "inputs")).isEqualTo(20);
  }

  @Test
  void messagesAtTheSameTimeAreAllKeptInOneOrder() throws Exception {
    // Given
    UUID id = tenant.submit("q");

    // When
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var sent :
          threads.invokeAll(
              IntStream.range(0, 12)
                  .<Callable<Integer>>mapToObj(
                      i -> () -> message(id, "m" + i).extract().statusCode())
                  .toList())) {
        assertThat(sent.get()).isEqualTo(202);
      }
    }

    // Then
    show(id).body("inputs.ordinal", equalTo(IntStream.rangeClosed(1, 12).boxed().toList()));
    assertThat(rollout(id, "inputs")).isEqualTo(12);
  }

  @Test
  void sameMessageUnderTheSameKeyIsToldOnce() {
    // Given
    UUID id = tenant.submit("q");
    UUID other = tenant.submit("q");
    var request = tenant.request().header("Idempotency-Key", "k1").contentType("application/json");

    // When
    for (int i = 0; i < 2; i++) {
      request
          .body("{\"message\":\"m\"}")
          .post(JOBS + "/" + id + "/messages")
          .then()
          .statusCode(202);
    }

    // Then
    show(id).body("inputs", hasSize(1));
    request
        .body("{\"message\":\"other\"}")
        .post(JOBS + "/" + id + "/messages")
        .then()
        .statusCode(422)
        .body("code", equalTo("idempotency-conflict"));
    request
        .body("{\"message\":\"m\"}")
        .post(JOBS + "/" + other + "/messages")
        .then()
        .statusCode(422);
    show(other).body("inputs", hasSize(0));
  }

  @Test
  void refusedMessageLeavesItsKeyFree() {
    // Given
    UUID id = asking(Preliminary.CLARIFICATION, "Which?");
    var request = tenant.request().header("Idempotency-Key", "k2").contentType("application/json");
    request.body("{\"message\":\"m\"}").post(JOBS + "/" + id + "/messages").then().statusCode(409);
    answer(id, "{\"message\":\"The first.\"}").statusCode(202);

    // When
    request.body("{\"message\":\"m\"}").post(JOBS + "/" + id + "/messages").then().statusCode(202);

    // Then
    show(id).body("inputs.kind", equalTo(List.of("answer", "steer")));
  }

  @Test
  void clarificationIsShownAnsweredAndTheJobQueuedAgain() {
    // Given
    UUID id = asking(Preliminary.CLARIFICATION, "Which of the two lighthouses?");
    show(id)
        .body("state", equalTo("WAITING_INPUT"))
        .body("awaiting.kind", equalTo("clarification"))
        .body("awaiting.message", equalTo("Which of the two lighthouses?"));
    tenant.request().get(JOBS).then().body("items[0].awaiting.kind", equalTo("clarification"));
    assertCounted(0, 0);

    // When
    answer(id, "{\"message\":\"Bell Rock.\"}")
        .statusCode(202)
        .body("state", equalTo("QUEUED"))
        .body("awaiting", nullValue());

    // Then
    show(id)
        .body("inputs[0].kind", equalTo("answer"))
        .body("inputs[0].message", equalTo("Bell Rock."))
        .body("inputs[0].approved", equalTo(false));
    assertThat(rollout(id, "inputs")).isEqualTo(1);
    assertCounted(1, 0);
    FakeRunner.take(id).close();
  }

  @Test
  void planIsChangedAndThenApprovedWithoutAWord() {
    // Given
    UUID id = asking(Preliminary.PLAN, "First this.");

    // When
    answer(id, "{\"approved\":false,\"message\":\"First that.\"}").statusCode(202);
    try (FakeRunner runner = FakeRunner.take(id)) {
      runner.ask(Preliminary.PLAN, "First that.");
    }
    answer(id, "{\"approved\":true}").statusCode(202).body("state", equalTo("QUEUED"));

    // Then
    show(id)
        .body("inputs.message", equalTo(List.of("First that.", "")))
        .body("inputs.approved", equalTo(List.of(false, true)));
  }

  @Test
  void sameAnswerUnderTheSameKeyIsGivenOnce() {
    // Given
    UUID id = asking(Preliminary.PLAN, "First this.");
    var request = tenant.request().header("Idempotency-Key", "k3").contentType("application/json");

    // When
    for (int i = 0; i < 2; i++) {
      request.body("{\"approved\":true}").post(JOBS + "/" + id + "/answer").then().statusCode(202);
    }

    // Then
    show(id).body("inputs", hasSize(1));
    assertCounted(1, 0);
  }

  @Test
  void oneOfTwoWhoAnswerAtOnceIsTooLate() throws Exception {
    // Given
    UUID id = asking(Preliminary.PLAN, "First this.");

    // When
    List<Integer> statuses;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> approve = () -> answer(id, "{\"approved\":true}").extract().statusCode();
      statuses =
          threads.invokeAll(List.of(approve, approve)).stream().map(MessagesIT::result).toList();
    }

    // Then
    assertThat(statuses).containsExactlyInAnyOrder(202, 409);
    assertCounted(1, 0);
  }

  private static int result(java.util.concurrent.Future<Integer> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CLARIFICATION | {}                                | message  | is missing; the job asks a question",
        "CLARIFICATION | {'approved':true}                 | approved | is for plans; the job asks a question, which message answers",
        "CLARIFICATION | {'approved':false,'message':'m'}  | approved | is for plans; the job asks a question, which message answers",
        "CLARIFICATION | {'message':' '}                   | message  | is empty",
        "CLARIFICATION | {'message':7}                     | message  | is a number; a string is accepted",
        "CLARIFICATION | {'text':'m'}                      | text     | is not a known field; accepted are message, approved",
        "PLAN          | {}                                | message  | is missing; it says what to change in the plan, or send \"approved\": true",
        "PLAN          | {'approved':false}                | message  | is missing; it says what to change in the plan, or send \"approved\": true",
        "PLAN          | {'approved':'yes'}                | approved | is a string; true or false is accepted",
      })
  void answerThatDoesNotFitIsRefusedAndTheJobStillWaits(
      Preliminary kind, String body, String field, String message) {
    // Given
    UUID id = asking(kind, "What?");

    // When, Then
    answer(id, body.replace('\'', '"'))
        .statusCode(400)
        .body("field", equalTo(field))
        .body("detail", equalTo(message));
    show(id).body("state", equalTo("WAITING_INPUT")).body("inputs", hasSize(0));
  }

  @Test
  void longestMessageIsTakenAndOneCharacterMoreIsNot() {
    UUID id = tenant.submit("q");
    message(id, "é".repeat(4_000)).statusCode(202);
    message(id, "é".repeat(4_001))
        .statusCode(400)
        .body("field", equalTo("message"))
        .body("detail", equalTo("has 4,001 characters; at most 4,000 are accepted"));
    tenant.post(id, "/messages", "{}").then().statusCode(400).body("detail", equalTo("is missing"));
    tenant.post(id, "/messages", "{\"message\":\"\"}").then().statusCode(400);
    tenant
        .post(id, "/messages", "{\"message\":\"m\",\"approved\":true}")
        .then()
        .statusCode(400)
        .body("detail", equalTo("is not a known field; accepted are message"));
  }

  @Test
  void jobThatAsksNothingTakesNoAnswer() {
    for (UUID id : List.of(parked(), tenant.submit("q"))) {
      answer(id, "{\"message\":\"m\"}")
          .statusCode(409)
          .body("code", equalTo("nothing-asked"))
          .body("detail", containsString("asks nothing"))
          .body("detail", containsString("/messages"));
    }
  }
}
