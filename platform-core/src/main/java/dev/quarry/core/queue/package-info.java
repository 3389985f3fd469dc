/** Permit, claim, lease: who works on what. */
@NullMarked
package dev.quarry.core.queue;

import org.jspecify.annotations.NullMarked;
