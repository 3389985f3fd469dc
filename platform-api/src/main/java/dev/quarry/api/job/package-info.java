/** Jobs as clients see them: intake, reading, cancelling. */
@NullMarked
package dev.quarry.api.job;

import org.jspecify.annotations.NullMarked;
