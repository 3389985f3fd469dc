package dev.quarry.runner.work;

import dev.quarry.core.event.JobEvent;

/** Told what happens, for whoever watches; nothing depends on it. */
@FunctionalInterface
interface Announcements {
  void announce(JobEvent event);
}
