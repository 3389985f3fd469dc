/** Budgets of tenants and projects: the ledger. */
@NullMarked
package dev.quarry.core.budget;

import org.jspecify.annotations.NullMarked;
