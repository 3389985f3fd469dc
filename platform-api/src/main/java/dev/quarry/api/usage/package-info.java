/** What was used up, by whom and for how much. */
@NullMarked
package dev.quarry.api.usage;

import org.jspecify.annotations.NullMarked;
