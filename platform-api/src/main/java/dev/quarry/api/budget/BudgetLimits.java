package dev.quarry.api.budget;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a budget limits; absent for no limit.
 *
 * @param tokens of prompts and replies together
 * @param costMicros millionths of the installation's currency
 * @param slotSeconds time while runners work
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BudgetLimits(
    @Nullable Long tokens,
    @Nullable Long costMicros,
    @Nullable Long toolCalls,
    @Nullable Long slotSeconds) {}
