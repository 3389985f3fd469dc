package dev.quarry.runner.work;

import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.Mode;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.ContextLimits;
import dev.quarry.core.trajectory.ToolEffect;
import dev.quarry.core.trajectory.ToolSpec;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.plugin.LoadedTool;
import dev.quarry.runner.plugin.LoadedToolset;
import dev.quarry.runner.plugin.ManifestHash;
import dev.quarry.runner.plugin.PluginCatalogue;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fixes what a rollout's prompts depend on, when it starts. */
final class BriefFactory {
  /** Grows when a template changes its text: rollouts stay with the one that they started with. */
  static final int PROMPT_VERSION = 1;

  /** Context left for the reply and the template when a model's window is small. */
  private static final double USABLE_SHARE = 0.85;

  private final RunnerConfig.Context limits;
  private final Clock clock;

  BriefFactory(RunnerConfig.Context limits, Clock clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * @throws UnfitJobException when this runner does not have what the job asks for
   */
  Brief brief(JobSpec spec, PluginCatalogue catalogue, ModelProfile profile)
      throws UnfitJobException {
    var specs = new ArrayList<ToolSpec>();
    var loaded = new ArrayList<LoadedTool>();
    for (String name : spec.toolsets()) {
      LoadedToolset toolset =
          catalogue
              .toolset(name)
              .orElseThrow(
                  () ->
                      new UnfitJobException(
                          "toolset-unavailable",
                          "toolset \"%s\" is not installed on the runner; there are %s"
                              .formatted(
                                  name,
                                  catalogue.toolsets().stream()
                                      .map(LoadedToolset::name)
                                      .toList())));
      for (LoadedTool tool : toolset.tools()) {
        specs.add(spec(toolset, tool));
        loaded.add(tool);
      }
    }
    return new Brief(
        spec.question(),
        spec.mode(),
        LocalDate.now(clock),
        profile.name(),
        profile.modelName(),
        profile.protocol(),
        profile.sampling().agent(spec.mode()),
        limits(spec.mode(), profile.contextTokens()),
        specs,
        ManifestHash.of(loaded),
        spec.budget(),
        PROMPT_VERSION,
        spec.clarify(),
        spec.approvePlan());
  }

  private static ToolSpec spec(LoadedToolset toolset, LoadedTool tool) {
    return new ToolSpec(
        tool.name(),
        tool.description(),
        tool.schemaJson(),
        ToolEffect.valueOf(tool.effect().name()),
        toolset.name(),
        tool.plugin().id() + "@" + tool.plugin().version());
  }

  /** A model with a small window gets proportionally smaller caps. */
  private ContextLimits limits(Mode mode, int window) {
    int usable = (int) (window * USABLE_SHARE);
    int forced = Math.min(limits.forcedAnswerTokens(), usable);
    int observation =
        switch (mode) {
          case REACT -> Math.max(1_000, forced);
          case ITER_RESEARCH -> Math.min(limits.observationTokens(), Math.max(1_000, usable / 2));
        };
    return new ContextLimits(
        window, forced, observation, Math.min(limits.reportTokens(), Math.max(500, usable / 5)));
  }

  /**
   * @return the tools of a brief that are installed here, by name
   */
  static Map<String, LoadedTool> installed(Brief brief, PluginCatalogue catalogue) {
    Map<String, LoadedTool> tools = new LinkedHashMap<>();
    for (ToolSpec wanted : brief.tools()) {
      catalogue
          .toolset(wanted.toolset())
          .flatMap(toolset -> toolset.tool(wanted.name()))
          .ifPresent(tool -> tools.put(wanted.name(), tool));
    }
    return tools;
  }

  static List<String> names(Brief brief) {
    return brief.tools().stream().map(ToolSpec::name).toList();
  }
}
