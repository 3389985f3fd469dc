/** The steps of a job and the pages it read. */
@NullMarked
package dev.quarry.api.trajectory;

import org.jspecify.annotations.NullMarked;
