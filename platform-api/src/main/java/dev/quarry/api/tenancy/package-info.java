/** Hibernate sessions that see one tenant. */
@NullMarked
package dev.quarry.api.tenancy;

import org.jspecify.annotations.NullMarked;
