package dev.quarry.runner.model;

import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Protocol;
import dev.quarry.core.trajectory.Sampling;
import java.util.List;

/**
 * How a profile samples, by mode for the agent and by role for the rest.
 *
 * <p>The numbers for models trained on the tags protocol are those of the published inference code
 * (ReAct: {@code inference/react_agent.py}; IterResearch: the reproduction of arXiv 2511.07327).
 * General models get a moderate temperature and nothing else, because several providers refuse the
 * other fields.
 *
 * @param react of the agent in ReAct
 * @param iterResearch of the agent in IterResearch
 * @param reader of the page reader
 * @param synthesiser of the synthesis of several reports
 * @param judge of comparisons
 */
public record SamplingDefaults(
    Sampling react, Sampling iterResearch, Sampling reader, Sampling synthesiser, Sampling judge) {
  /** The agent must not write the observation itself. */
  private static final List<String> TOOL_RESPONSE_STOP =
      List.of("\n<tool_response>", "<tool_response>");

  private static final SamplingDefaults TAGS =
      new SamplingDefaults(
          new Sampling(0.6, 0.95, 1.1, 10_000, TOOL_RESPONSE_STOP, true),
          new Sampling(0.6, 0.95, 1.5, null, List.of(), false),
          temperature(0.7),
          temperature(0.2),
          temperature(0));

  private static final SamplingDefaults GENERAL =
      new SamplingDefaults(
          temperature(0.6), temperature(0.6), temperature(0.7), temperature(0.2), temperature(0));

  /**
   * @return the defaults for models of that protocol
   */
  public static SamplingDefaults of(Protocol protocol) {
    return switch (protocol) {
      case TAGS -> TAGS;
      case NATIVE -> GENERAL;
    };
  }

  /**
   * @return the agent's sampling in that mode
   */
  public Sampling agent(Mode mode) {
    return switch (mode) {
      case REACT -> react;
      case ITER_RESEARCH -> iterResearch;
    };
  }

  /**
   * @return these with the agent's sampling changed in both modes
   */
  public SamplingDefaults with(SamplingOverride override) {
    return new SamplingDefaults(
        override.over(react), override.over(iterResearch), reader, synthesiser, judge);
  }

  private static Sampling temperature(double temperature) {
    return new Sampling(temperature, null, null, null, List.of(), false);
  }
}
