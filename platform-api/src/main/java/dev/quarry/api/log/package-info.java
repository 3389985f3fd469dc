/** The form of log lines. */
@NullMarked
package dev.quarry.api.log;

import org.jspecify.annotations.NullMarked;
