package dev.quarry.toolset.web;

import dev.quarry.pagetext.PageText;
import dev.quarry.pagetext.ReadableText;
import dev.quarry.pagetext.ReadingLimits;
import dev.quarry.pagetext.UnreadableException;
import dev.quarry.sdk.FailureCode;
import dev.quarry.sdk.Page;
import dev.quarry.sdk.ToolException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Turns fetched pages into text on a few platform threads: parsing is all computing, and on virtual
 * threads it would hold up everything else.
 */
final class PageParser implements AutoCloseable {
  private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** Pages that wait for a thread, over all jobs. */
  private static final int MAX_WAITING = 1_000;

  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;

  PageParser() {
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("page-parser-", 1).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * @throws ToolException {@link FailureCode#UNREADABLE} with the reason; {@link
   *     FailureCode#UPSTREAM} when too many pages wait
   */
  Page.Text text(Page page, Duration time) throws InterruptedException {
    return switch (page) {
      case Page.Text text -> text;
      case Page.Raw raw -> parse(raw, time);
    };
  }

  private Page.Text parse(Page.Raw raw, Duration time) throws InterruptedException {
    Future<ReadableText> parsing;
    try {
      parsing =
          threads.submit(
              () ->
                  PageText.read(
                      raw.body(),
                      raw.mediaType(),
                      raw.charset(),
                      raw.url(),
                      ReadingLimits.DEFAULT.within(time)));
    } catch (RejectedExecutionException full) {
      throw new ToolException(
          FailureCode.UPSTREAM, "too many pages are being read at this moment", full);
    }
    try {
      ReadableText read = parsing.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return new Page.Text(
          raw.url(), read.title().isBlank() ? raw.url() : read.title(), read.text());
    } catch (TimeoutException late) {
      throw new ToolException(
          FailureCode.UNREADABLE,
          "turning the page into text took longer than %d seconds".formatted(time.toSeconds()));
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UnreadableException unreadable) {
        throw new ToolException(
            FailureCode.UNREADABLE, String.valueOf(unreadable.getMessage()), unreadable);
      }
      throw new IllegalStateException(failed.getCause());
    } finally {
      parsing.cancel(true);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
