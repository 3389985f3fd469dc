/** Jobs, their specification, budget and states. */
@NullMarked
package dev.quarry.core.job;

import org.jspecify.annotations.NullMarked;
