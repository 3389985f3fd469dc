/** Corpora of a tenant. */
@NullMarked
package dev.quarry.api.corpus;

import org.jspecify.annotations.NullMarked;
