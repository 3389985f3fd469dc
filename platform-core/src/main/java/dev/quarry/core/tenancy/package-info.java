/** Tenants and the database session that sees one of them. */
@NullMarked
package dev.quarry.core.tenancy;

import org.jspecify.annotations.NullMarked;
