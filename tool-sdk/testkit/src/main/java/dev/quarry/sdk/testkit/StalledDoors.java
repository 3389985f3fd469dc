package dev.quarry.sdk.testkit;

import dev.quarry.sdk.HttpCall;
import dev.quarry.sdk.HttpGateway;
import dev.quarry.sdk.HttpReply;
import dev.quarry.sdk.Page;
import dev.quarry.sdk.SearchHit;
import dev.quarry.sdk.Sources;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A network that never answers: every door blocks until the thread is interrupted. */
final class StalledDoors implements HttpGateway, Sources {
  @Override
  public HttpReply send(HttpCall call) throws InterruptedException {
    throw stall();
  }

  @Override
  public List<SearchHit> search(String query, int limit) throws InterruptedException {
    throw stall();
  }

  @Override
  public Page fetch(String url) throws InterruptedException {
    throw stall();
  }

  private static InterruptedException stall() throws InterruptedException {
    new CountDownLatch(1).await();
    return new InterruptedException("cannot happen: the latch has no end");
  }
}
