/** The benchmarks. */
@NullMarked
package dev.quarry.bench.suite;

import org.jspecify.annotations.NullMarked;
