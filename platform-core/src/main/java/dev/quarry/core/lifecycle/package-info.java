/** How a process of the platform lives and ends. */
@NullMarked
package dev.quarry.core.lifecycle;

import org.jspecify.annotations.NullMarked;
