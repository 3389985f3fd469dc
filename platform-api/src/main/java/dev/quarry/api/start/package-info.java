/** What is done once when the application starts. */
@NullMarked
package dev.quarry.api.start;

import org.jspecify.annotations.NullMarked;
