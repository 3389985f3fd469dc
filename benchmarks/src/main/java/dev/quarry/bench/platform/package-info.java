/** The platform under measurement: processes, submissions, counters. */
@NullMarked
package dev.quarry.bench.platform;

import org.jspecify.annotations.NullMarked;
