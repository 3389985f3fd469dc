/** Pairs, their spread, and figures with targets. */
@NullMarked
package dev.quarry.bench.measure;

import org.jspecify.annotations.NullMarked;
