/** The platform as real processes, for end-to-end tests, the fault suite and the benchmarks. */
@NullMarked
package dev.quarry.harness;

import org.jspecify.annotations.NullMarked;
