package dev.quarry.runner.work;

import dev.quarry.core.budget.Ledger;
import dev.quarry.core.event.JobEvent;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Report;
import dev.quarry.core.lifecycle.Time;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.SourceRef;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.runner.budget.Allowances;
import dev.quarry.runner.budget.MeteredModel;
import dev.quarry.runner.budget.RolloutAllowance;
import dev.quarry.runner.engine.EngineListener;
import dev.quarry.runner.engine.RolloutEngine;
import dev.quarry.runner.engine.StepSink;
import dev.quarry.runner.mode.AgentMode;
import dev.quarry.runner.mode.IterResearchMode;
import dev.quarry.runner.mode.ReActMode;
import dev.quarry.runner.model.ModelGateway;
import dev.quarry.runner.model.ModelProfile;
import dev.quarry.runner.model.ModelRole;
import dev.quarry.runner.plugin.PluginCatalogue;
import dev.quarry.runner.report.ReportWriter;
import dev.quarry.runner.tool.ReaderModels;
import dev.quarry.runner.tool.RolloutScope;
import dev.quarry.runner.tool.ToolPipeline;
import dev.quarry.runner.tool.ToolServices;
import java.util.List;

/** The models that are configured and the plugins that are installed on this runner. */
final class InstalledWorkbench implements Workbench {
  private final ModelGateway models;
  private final ToolServices tools;
  private final JobCorpora corpora;
  private final BriefFactory briefs;
  private final Allowances allowances;
  private final Announcements announcements;

  InstalledWorkbench(
      ModelGateway models,
      ToolServices tools,
      JobCorpora corpora,
      BriefFactory briefs,
      Allowances allowances,
      Announcements announcements) {
    this.models = models;
    this.tools = tools;
    this.corpora = corpora;
    this.briefs = briefs;
    this.allowances = allowances;
    this.announcements = announcements;
  }

  @Override
  public Brief brief(JobSpec spec) throws UnfitJobException {
    return briefs.brief(spec, tools.catalogue().get(), profile(spec.model()));
  }

  @Override
  public RolloutEngine engine(Lease lease, JobSpec spec, Trajectory opened, StepSink sink)
      throws UnfitJobException, InterruptedException {
    Brief brief = opened.brief().orElseThrow();
    EngineListener listener =
        (round, note) ->
            announcements.announce(
                new JobEvent.Progress(lease.tenantId(), lease.jobId(), round, note));
    ModelProfile agent = profile(brief.profile());
    RolloutAllowance allowance =
        allowances.of(
            new Ledger.Holder(lease.tenantId(), lease.jobId(), lease.rolloutId(), lease.epoch()),
            brief,
            agent.price());
    return new RolloutEngine(
        new RolloutEngine.Parts(
            mode(brief.mode()),
            models.model(agent.name()),
            pipeline(lease, spec, brief, allowance, listener),
            sink,
            tools.tokens(),
            new WorkedTime(opened, Time.SYSTEM),
            allowance,
            listener,
            lease.rolloutId().toString()));
  }

  private ToolPipeline pipeline(
      Lease lease, JobSpec spec, Brief brief, RolloutAllowance allowance, EngineListener listener)
      throws UnfitJobException, InterruptedException {
    PluginCatalogue catalogue = tools.catalogue().get();
    ModelProfile reader = models.profiles().serving(ModelRole.READER, profile(brief.profile()));
    RolloutScope scope =
        new RolloutScope(
            lease.tenantId(),
            lease.jobId(),
            lease.rolloutId(),
            lease.attempt(),
            corpora.folders(lease.tenantId(), spec.corpora(), listener),
            listener);
    return new ToolPipeline(
        brief,
        scope,
        BriefFactory.installed(brief, catalogue),
        new ReaderModels(
            reader.name(),
            new MeteredModel(
                models.model(reader.name()), reader.price(), tools.tokens(), allowance),
            tools.tokens()),
        tools);
  }

  @Override
  public Report report(Lease lease, String answer, List<SourceRef> sources) {
    return new ReportWriter(source -> tools.pages().text(lease.tenantId(), lease.jobId(), source))
        .write(answer, sources);
  }

  private AgentMode mode(Mode mode) {
    return switch (mode) {
      case REACT -> new ReActMode();
      case ITER_RESEARCH -> new IterResearchMode(tools.tokens());
    };
  }

  private ModelProfile profile(String name) throws UnfitJobException {
    return models
        .profiles()
        .find(name)
        .orElseThrow(
            () ->
                new UnfitJobException(
                    "model-unavailable",
                    "model profile \"%s\" is not configured on the runner; there are %s"
                        .formatted(
                            name,
                            models.profiles().all().stream().map(ModelProfile::name).toList())));
  }
}
