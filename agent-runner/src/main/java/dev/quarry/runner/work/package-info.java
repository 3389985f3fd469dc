/** Permits, slots, claims, heartbeats: how rollouts come to this process and leave it. */
@NullMarked
package dev.quarry.runner.work;

import org.jspecify.annotations.NullMarked;
