/** Doubles of what stands behind the ports of this module, for its tests and other modules'. */
@NullMarked
package dev.quarry.core.testing;

import org.jspecify.annotations.NullMarked;
