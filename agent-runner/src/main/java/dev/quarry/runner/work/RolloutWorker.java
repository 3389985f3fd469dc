package dev.quarry.runner.work;

import dev.quarry.core.event.JobEvent;
import dev.quarry.core.job.JobSpec;
import dev.quarry.core.job.Mode;
import dev.quarry.core.job.Termination;
import dev.quarry.core.queue.Lease;
import dev.quarry.core.queue.RolloutStore;
import dev.quarry.core.tenancy.StorageException;
import dev.quarry.core.tenancy.TenantTx;
import dev.quarry.core.trajectory.Brief;
import dev.quarry.core.trajectory.Journal;
import dev.quarry.core.trajectory.LeaseLostException;
import dev.quarry.core.trajectory.Step;
import dev.quarry.core.trajectory.StepCodec;
import dev.quarry.core.trajectory.StepKey;
import dev.quarry.core.trajectory.StepRecord;
import dev.quarry.core.trajectory.Trajectory;
import dev.quarry.core.trajectory.TrajectoryReader;
import dev.quarry.runner.engine.EngineListener;
import dev.quarry.runner.engine.PromptMismatchException;
import dev.quarry.runner.engine.RolloutEngine;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on one rollout from its claim to its end, or to the loss of its lease. */
final class RolloutWorker {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutWorker.class);

  /** Holders in a row that left no step behind before a rollout counts as poison. */
  private static final int POISON_ATTEMPTS = 3;

  private final Services services;

  /** What the workers of a runner share. */
  record Services(
      RolloutStore rollouts,
      Journal journal,
      TenantTx tenants,
      Announcer announcer,
      ModelGateway models,
      ToolServices tools,
      JobCorpora corpora,
      BriefFactory briefs) {}

  RolloutWorker(Services services) {
    this.services = services;
  }

  /**
   * How the work came to its end.
   *
   * <p>{@code HAND_BACK}: the lease is still held and is to be given back.
   */
  enum Outcome {
    ENDED,
    HAND_BACK,
    LOST
  }

  Outcome run(HeldRollout held) {
    Lease lease = held.lease();
    try {
      return work(held);
    } catch (LeaseLostException e) {
      LOG.atWarn()
          .addKeyValue("rolloutId", lease.rolloutId())
          .log("lease lost: {}", e.getMessage());
      return Outcome.LOST;
    } catch (InterruptedException e) {
      return held.stopReason().orElse(StopReason.DRAINING) == StopReason.LEASE_LOST
          ? Outcome.LOST
          : Outcome.HAND_BACK;
    } catch (StorageException e) {
      LOG.atWarn()
          .addKeyValue("rolloutId", lease.rolloutId())
          .log("the database failed, the rollout waits for its next holder: {}", e.getMessage());
      return Outcome.HAND_BACK;
    }
  }

  private Outcome work(HeldRollout held) throws LeaseLostException, InterruptedException {
    Lease lease = held.lease();
    JobSpec spec = services.rollouts().begin(lease);
    services.announcer().announce(state(lease, "RUNNING"));
    Trajectory found =
        services
            .tenants()
            .call(lease.tenantId(), tx -> new TrajectoryReader().read(tx, lease.rolloutId()));
    Trajectory done;
    try {
      done = found.ended().isPresent() ? found : research(held, spec, found);
    } catch (UnfitJobException e) {
      done = abort(lease, Termination.INTERNAL_ERROR, e.code(), String.valueOf(e.getMessage()));
    } catch (PromptMismatchException e) {
      LOG.atError().addKeyValue("rolloutId", lease.rolloutId()).log("{}", e.getMessage());
      done =
          abort(
              lease, Termination.INTERNAL_ERROR, "prompt-mismatch", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      if (held.stopReason().orElse(StopReason.DRAINING) != StopReason.CANCELLED) {
        throw e;
      }
      done = abort(lease, Termination.CANCELLED, "cancelled", "cancelled by its user");
    } catch (StorageException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("rolloutId", lease.rolloutId()).setCause(e).log("engine failed");
      done =
          abort(
              lease,
              Termination.INTERNAL_ERROR,
              "internal-error",
              "Something went wrong inside the platform; its log has the details.");
    }
    return end(held, done);
  }

  private Trajectory research(HeldRollout held, JobSpec spec, Trajectory found)
      throws LeaseLostException, InterruptedException, UnfitJobException {
    Lease lease = held.lease();
    if (lease.fruitless() >= POISON_ATTEMPTS) {
      return abort(lease, Termination.POISON, "poison", "no progress in three attempts");
    }
    EngineListener listener =
        (round, note) ->
            services
                .announcer()
                .announce(new JobEvent.Progress(lease.tenantId(), lease.jobId(), round, note));
    PluginCatalogue catalogue = services.tools().catalogue().get();
    Trajectory opened = found;
    if (found.brief().isEmpty()) {
      Brief brief = services.briefs().brief(spec, catalogue, profile(spec.model()));
      opened = found.plus(append(lease, found.nextSeq(), new Step.Opened(brief)));
    }
    Brief brief = opened.brief().orElseThrow();
    RolloutScope scope =
        new RolloutScope(
            lease.tenantId(),
            lease.jobId(),
            lease.rolloutId(),
            lease.attempt(),
            services.corpora().folders(lease.tenantId(), spec.corpora(), listener),
            listener);
    ModelProfile agent = profile(brief.profile());
    ModelProfile reader = services.models().profiles().serving(ModelRole.READER, agent);
    ToolPipeline tools =
        new ToolPipeline(
            brief,
            scope,
            BriefFactory.installed(brief, catalogue),
            new ReaderModels(
                reader.name(), services.models().model(reader.name()), services.tools().tokens()),
            services.tools());
    return new RolloutEngine(
            new RolloutEngine.Parts(
                mode(brief.mode()),
                services.models().model(agent.name()),
                tools,
                (seq, step) -> append(lease, seq, step),
                services.tools().tokens(),
                new WorkedTime(found),
                listener,
                lease.rolloutId().toString()))
        .run(opened);
  }

  private AgentMode mode(Mode mode) {
    return switch (mode) {
      case REACT -> new ReActMode();
      case ITER_RESEARCH -> new IterResearchMode(services.tools().tokens());
    };
  }

  private ModelProfile profile(String name) throws UnfitJobException {
    return services
        .models()
        .profiles()
        .find(name)
        .orElseThrow(
            () ->
                new UnfitJobException(
                    "model-unavailable",
                    "model profile \"%s\" is not configured on the runner; there are %s"
                        .formatted(
                            name,
                            services.models().profiles().all().stream()
                                .map(ModelProfile::name)
                                .toList())));
  }

  /** Writes an end of our own after whatever steps there are by now. */
  private Trajectory abort(Lease lease, Termination termination, String code, String detail)
      throws LeaseLostException, InterruptedException {
    // The interrupt that brought us here has done its work.
    boolean interrupted = Thread.interrupted();
    Trajectory now =
        services
            .tenants()
            .call(lease.tenantId(), tx -> new TrajectoryReader().read(tx, lease.rolloutId()));
    if (now.ended().isPresent()) {
      return now;
    }
    Trajectory ended =
        now.plus(append(lease, now.nextSeq(), new Step.Ended(termination, null, code, detail)));
    if (interrupted && termination != Termination.CANCELLED) {
      Thread.currentThread().interrupt();
    }
    return ended;
  }

  private Outcome end(HeldRollout held, Trajectory done) throws LeaseLostException {
    Lease lease = held.lease();
    ReportWriter writer =
        new ReportWriter(
            source -> services.tools().pages().text(lease.tenantId(), lease.jobId(), source));
    services.rollouts().end(lease, Endings.of(done, writer, held.heldSeconds()));
    return Outcome.ENDED;
  }

  private StepRecord append(Lease lease, long seq, Step step)
      throws LeaseLostException, InterruptedException {
    StepRecord written =
        services
            .journal()
            .append(new StepKey(lease.tenantId(), lease.rolloutId(), seq, lease.epoch()), step);
    services
        .announcer()
        .announce(
            new JobEvent.StepWritten(
                lease.tenantId(), lease.jobId(), lease.ordinal(), seq, StepCodec.kind(step)));
    return written;
  }

  private static JobEvent state(Lease lease, String state) {
    return new JobEvent.StateChanged(lease.tenantId(), lease.jobId(), state);
  }
}
