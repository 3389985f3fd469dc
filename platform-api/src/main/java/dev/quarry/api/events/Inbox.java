package dev.quarry.api.events;

import dev.quarry.core.event.JobEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was announced to one stream and not yet taken by it. Announcements of steps and states come
 * to one mark, "look"; of progress notes a bounded number is kept, and the oldest is dropped.
 */
final class Inbox {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private final ArrayDeque<JobEvent.Progress> progress = new ArrayDeque<>();
  private final int pendingProgress;
  private boolean look;

  Inbox(int pendingProgress) {
    this.pendingProgress = pendingProgress;
  }

  void put(JobEvent event) {
    lock.lock();
    try {
      switch (event) {
        case JobEvent.Progress note -> {
          if (progress.size() == pendingProgress) {
            progress.removeFirst();
          }
          progress.addLast(note);
        }
        case JobEvent.StepWritten step -> look = true;
        case JobEvent.StateChanged state -> look = true;
      }
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Makes a waiting stream look at once: something outside it has changed. */
  void wake() {
    lock.lock();
    try {
      look = true;
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What to do next.
   *
   * @param look whether to look into the database
   * @param progress notes to pass on
   */
  record News(boolean look, List<JobEvent.Progress> progress) {}

  /** Waits for news, at most so long, and takes it. */
  News await(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      long nanos = atMost.toNanos();
      while (!look && progress.isEmpty() && nanos > 0) {
        nanos = news.awaitNanos(nanos);
      }
      News taken = new News(look, new ArrayList<>(progress));
      look = false;
      progress.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }
}
