/** Budgets of tenants and projects, as they are set and shown. */
@NullMarked
package dev.quarry.api.budget;

import org.jspecify.annotations.NullMarked;
