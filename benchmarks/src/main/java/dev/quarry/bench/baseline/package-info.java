/** What the platform is compared with: bare commits, bare loops, a bare queue, and DBOS. */
@NullMarked
package dev.quarry.bench.baseline;

import org.jspecify.annotations.NullMarked;
