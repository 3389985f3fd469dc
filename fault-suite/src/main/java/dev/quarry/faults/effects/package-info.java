/** A plugin whose tools leave traces, so that it can be told what was called how often. */
@NullMarked
package dev.quarry.faults.effects;

import org.jspecify.annotations.NullMarked;
