package dev.quarry.core.trajectory;

/**
 * Token limits of a rollout's prompts.
 *
 * @param context what the model can take, prompt and reply together
 * @param forcedAnswer prompt size at which ReAct is asked for its answer (published: 112,640)
 * @param observation cap of what one tool call shows (published for IterResearch: 32,000)
 * @param report cap of the report carried from round to round (published: 6,000)
 */
public record ContextLimits(int context, int forcedAnswer, int observation, int report) {}
