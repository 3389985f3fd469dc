package dev.quarry.core.queue;

import dev.quarry.core.TestDatabase;

/** What users do, to the real database. */
class JdbcControlIT extends ControlContract {
  @Override
  QueueUnderTest open() {
    return new JdbcQueueIT.JdbcQueue(TestDatabase.create());
  }
}
