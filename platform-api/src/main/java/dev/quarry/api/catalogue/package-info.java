/** What the runners offer. */
@NullMarked
package dev.quarry.api.catalogue;

import org.jspecify.annotations.NullMarked;
