package dev.quarry.core.trajectory;

import dev.quarry.core.job.Budget;
import dev.quarry.core.job.Mode;
import java.time.LocalDate;
import java.util.List;

/**
 * All that a mode's prompts depend on beside the steps, fixed when a rollout starts so that any
 * later runner, whatever its configuration, rebuilds the same prompts.
 *
 * @param question in the user's words
 * @param mode the paradigm
 * @param date today for the model
 * @param profile name of the model profile, as the job asked for it
 * @param model name sent to the provider
 * @param protocol how calls are written
 * @param sampling of the agent model
 * @param context token limits
 * @param tools offered, in the order of the prompt
 * @param manifestHash SHA-256 over the tools and their plugins
 * @param budget limits of the rollout
 * @param promptVersion of the prompt templates that this rollout is bound to
 * @param clarify whether the user may be asked one question before the search
 * @param approvePlan whether the user is shown a plan before the search
 */
public record Brief(
    String question,
    Mode mode,
    LocalDate date,
    String profile,
    String model,
    Protocol protocol,
    Sampling sampling,
    ContextLimits context,
    List<ToolSpec> tools,
    String manifestHash,
    Budget budget,
    int promptVersion,
    boolean clarify,
    boolean approvePlan) {
  public Brief {
    tools = List.copyOf(tools);
  }
}
