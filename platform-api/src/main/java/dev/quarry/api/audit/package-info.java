/** What was done, by whom and from where. */
@NullMarked
package dev.quarry.api.audit;

import org.jspecify.annotations.NullMarked;
