/** Measures the platform against baselines of the same minutes. */
@NullMarked
package dev.quarry.bench;

import org.jspecify.annotations.NullMarked;
