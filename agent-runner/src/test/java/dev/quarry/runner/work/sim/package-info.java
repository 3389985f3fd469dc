/**
 * The durable parts of a runner – claim, lease, heartbeat, journal, slots, worker, engine – as they
 * are in production, run against doubles of database, model, tools, permits and time: thousands of
 * seeded histories with crashes, freezes, lost answers and slow commits, each in milliseconds and
 * each repeatable.
 */
@NullMarked
package dev.quarry.runner.work.sim;

import org.jspecify.annotations.NullMarked;
