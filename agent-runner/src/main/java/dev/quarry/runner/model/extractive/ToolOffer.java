package dev.quarry.runner.model.extractive;

import org.jspecify.annotations.Nullable;

/**
 * A tool of the prompt that this model knows how to use.
 *
 * @param name to call it by
 * @param parameter that takes the query or the address
 * @param list whether that parameter takes several
 * @param goal parameter that takes what to look for; null when it has none
 */
record ToolOffer(String name, String parameter, boolean list, @Nullable String goal) {}
