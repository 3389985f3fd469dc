package dev.quarry.core.queue;

/** What the queue in memory charges. */
class MemoryChargeTest extends ChargeContract {
  @Override
  QueueUnderTest open() {
    return new MemoryQueueTest.MemoryQueue();
  }
}
