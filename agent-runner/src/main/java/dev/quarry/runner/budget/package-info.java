/** What budgets of tenants and projects leave to the rollouts of this runner. */
@NullMarked
package dev.quarry.runner.budget;

import org.jspecify.annotations.NullMarked;
