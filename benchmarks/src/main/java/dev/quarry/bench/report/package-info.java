/** The outcome as a table and as JSON. */
@NullMarked
package dev.quarry.bench.report;

import org.jspecify.annotations.NullMarked;
