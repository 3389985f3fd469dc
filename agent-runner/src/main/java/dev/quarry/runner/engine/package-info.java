/** The one loop that every rollout goes through. */
@NullMarked
package dev.quarry.runner.engine;

import org.jspecify.annotations.NullMarked;
