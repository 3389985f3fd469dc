/** What goes wrong, and how it is told to clients. */
@NullMarked
package dev.quarry.api.error;

import org.jspecify.annotations.NullMarked;
