package dev.quarry.core.queue;

import dev.quarry.core.TestDatabase;

/** What the real database charges. */
class JdbcSharingIT extends SharingContract {
  @Override
  QueueUnderTest open() {
    return new JdbcQueueIT.JdbcQueue(TestDatabase.create());
  }
}
