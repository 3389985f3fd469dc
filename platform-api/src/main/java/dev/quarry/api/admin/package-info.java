/** Tenants, their keys and their members. */
@NullMarked
package dev.quarry.api.admin;

import org.jspecify.annotations.NullMarked;
