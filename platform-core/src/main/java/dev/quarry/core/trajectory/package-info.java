/** Steps, the fold over them, the journal that writes them. */
@NullMarked
package dev.quarry.core.trajectory;

import org.jspecify.annotations.NullMarked;
