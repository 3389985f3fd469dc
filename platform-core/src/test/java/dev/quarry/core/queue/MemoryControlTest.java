package dev.quarry.core.queue;

/** What users do, to the queue in memory. */
class MemoryControlTest extends ControlContract {
  @Override
  QueueUnderTest open() {
    return new MemoryQueueTest.MemoryQueue();
  }
}
