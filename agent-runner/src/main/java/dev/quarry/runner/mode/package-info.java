/** Research paradigms as pure functions over a trajectory, and their prompts. */
@NullMarked
package dev.quarry.runner.mode;

import org.jspecify.annotations.NullMarked;
