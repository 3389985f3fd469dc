/** Secrets of a tenant. */
@NullMarked
package dev.quarry.api.secret;

import org.jspecify.annotations.NullMarked;
