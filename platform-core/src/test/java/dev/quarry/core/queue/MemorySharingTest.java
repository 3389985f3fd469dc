package dev.quarry.core.queue;

/** Kept by the queue in memory. */
class MemorySharingTest extends SharingContract {
  @Override
  QueueUnderTest open() {
    return new MemoryQueueTest.MemoryQueue();
  }
}
