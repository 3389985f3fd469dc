package dev.quarry.toolset.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.ToolException;
import dev.quarry.sdk.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SearchToolTest {
  private final FakeToolContext context = new FakeToolContext();
  private final SearchTool tool = new SearchTool();

  @Test
  void blockOfOneHitIsTheGoldenText() throws Exception {
    // Given
    context.search =
        (query, limit) ->
            List.of(
                new SearchHit(
                    "T", "https://e/x", "S", Optional.of("Jan 2, 2024"), Optional.of("Src")));
    // When
    ToolResult result = call("q");
    // Then
    assertThat(result)
        .isEqualTo(
            ToolResult.success(
                "A Google search for 'q' found 1 results:\n\n## Web Results\n"
                    + "1. [T](https://e/x)\nDate published: Jan 2, 2024\nSource: Src\n\nS"));
    assertThat(context.notes).containsExactly("searching: q");
  }

  @Test
  void fieldsThatAreMissingLeaveTheirLinesOut() throws Exception {
    // Given
    context.search =
        (query, limit) ->
            List.of(
                SearchHit.of("A\n %s", "https://e/a", ""), SearchHit.of("B", "https://e/b", "s"));
    // When
    ToolResult result = call("q");
    // Then
    assertThat(result)
        .isEqualTo(
            ToolResult.success(
                "A Google search for 'q' found 2 results:\n\n## Web Results\n"
                    + "1. [A %s](https://e/a)\n\n\n2. [B](https://e/b)\n\ns"));
  }

  @Test
  void severalQueriesRunAtOnceAndAreJoinedInOrder() throws Exception {
    // Given: each query waits for the other one, and the first to be asked answers last
    var together = new CyclicBarrier(2);
    var second = new CountDownLatch(1);
    context.search =
        (query, limit) -> {
          try {
            together.await(10, TimeUnit.SECONDS);
          } catch (Exception alone) {
            throw new AssertionError("the queries did not run at once", alone);
          }
          if (query.equals("one")) {
            second.await();
          } else {
            second.countDown();
          }
          return List.of();
        };
    // When
    ToolResult result = call("one", " two ", "one", " ");
    // Then
    assertThat(result)
        .isEqualTo(
            ToolResult.success(
                "No results found for 'one'. Try with a more general query.\n=======\n"
                    + "No results found for 'two'. Try with a more general query."));
  }

  @Test
  void noMoreThanTheLimitRunAtOnce() throws Exception {
    // Given
    context.settings.put("max-parallel", "2");
    context.settings.put("search-results", "7");
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    context.search =
        (query, limit) -> {
          assertThat(limit).isEqualTo(7);
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          Thread.sleep(20);
          running.decrementAndGet();
          return List.of();
        };
    // When
    call("1", "2", "3", "4", "5", "6");
    // Then
    assertThat(most).hasValue(2);
  }

  @Test
  void failedQueryBecomesItsOwnBlock() throws Exception {
    // Given
    context.search =
        (query, limit) -> {
          switch (query) {
            case "slow" -> throw new ToolException(FailureCode.UPSTREAM, "status 502");
            case "bad" -> throw new ToolException(FailureCode.REFUSED, "no such index");
            default -> {
              return List.of();
            }
          }
        };
    // When
    ToolResult result = call("slow", "good", "bad");
    // Then
    assertThat(result)
        .isEqualTo(
            ToolResult.success(
                "Google search Timeout, return None, Please try again later. The search for 'slow'"
                    + " failed: status 502\n=======\n"
                    + "No results found for 'good'. Try with a more general query.\n=======\n"
                    + "[Search] The search for 'bad' failed: no such index"));
  }

  @Test
  void callFailsWhenEveryQueryFails() throws Exception {
    // Given
    var wait = Optional.of(Duration.ofSeconds(9));
    context.search =
        (query, limit) -> {
          throw new ToolException(FailureCode.RATE_LIMITED, "status 429", wait, null);
        };
    // When
    ToolResult result = call("q");
    // Then
    assertThat(result)
        .isEqualTo(
            new ToolResult.Failure(
                FailureCode.RATE_LIMITED,
                "Google search Timeout, return None, Please try again later. The search for 'q'"
                    + " failed: status 429",
                wait));
  }

  @Test
  void blankQueriesAreRefused() throws Exception {
    assertThat(call(" ", "\n"))
        .isInstanceOfSatisfying(
            ToolResult.Failure.class,
            failure -> assertThat(failure.code()).isEqualTo(FailureCode.BAD_ARGUMENTS));
  }

  @Test
  void slowQueryDoesNotCostTheOthersAtTheDeadline() throws Exception {
    // Given
    context.time = Duration.ofSeconds(3);
    context.search =
        (query, limit) -> {
          if (query.equals("stuck")) {
            Thread.sleep(60_000);
          }
          return List.of();
        };
    // When
    ToolResult result = call("stuck", "quick");
    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            ToolResult.Success.class,
            success ->
                assertThat(success.content())
                    .contains("'stuck' failed: not done within")
                    .endsWith("No results found for 'quick'. Try with a more general query."));
  }

  @Test
  void cancelledCallLeavesNothingRunning() throws Exception {
    // Given
    var begun = new CountDownLatch(2);
    var running = new AtomicInteger();
    context.search =
        (query, limit) -> {
          running.incrementAndGet();
          begun.countDown();
          try {
            Thread.sleep(60_000);
            return List.of();
          } finally {
            running.decrementAndGet();
          }
        };
    var interrupted = new AtomicBoolean();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    call("a", "b");
                  } catch (InterruptedException expected) {
                    interrupted.set(true);
                  }
                });
    begun.await();
    // When
    caller.interrupt();
    caller.join(Duration.ofSeconds(10));
    // Then
    assertThat(interrupted).isTrue();
    assertThat(running).hasValue(0);
  }

  @Test
  void settingThatIsNoNumberInRangeIsNamed() {
    // Given
    context.settings.put("search-results", "lots");
    // When, Then
    assertThatThrownBy(() -> call("q"))
        .isInstanceOf(ToolException.class)
        .hasMessage(
            "the setting search-results of toolset-web is 'lots', but must be a whole number from 1"
                + " to 50");
  }

  private ToolResult call(String... queries) throws InterruptedException {
    return tool.call(new SearchTool.Input(List.of(queries)), context);
  }
}
