package dev.quarry.cli.ask;

import dev.quarry.cli.client.EventStream;
import dev.quarry.cli.client.JobRequest;
import dev.quarry.cli.client.JobView;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.client.ProblemException;
import dev.quarry.cli.exit.CliException;
import dev.quarry.cli.exit.ExitCode;
import dev.quarry.cli.shell.CliLimits;
import dev.quarry.cli.shell.Shell;
import dev.quarry.cli.view.ProgressView;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Creates a job and sees it to its end; on Ctrl-C the job is cancelled with it. */
final class JobFollowing {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Shell shell;
  private final PlatformClient client;
  private final CliLimits limits;
  private final ProgressView view;
  private final Runnable stillThere;

  JobFollowing(
      Shell shell,
      PlatformClient client,
      CliLimits limits,
      ProgressView view,
      Runnable stillThere) {
    this.shell = shell;
    this.client = client;
    this.limits = limits;
    this.view = view;
    this.stillThere = stillThere;
  }

  /** The job as it is after its end, whatever that is. */
  JobView toItsEnd(JobRequest request) {
    String key = UUID.randomUUID().toString();
    try {
      JobView job = client.createJob(request, key);
      view.note("job " + job.id());
      Conversation conversation = new Conversation(shell, client, view, job.id());
      var unused = new EventStream(client, stillThere).follow(job.id(), conversation::take);
      return client.job(job.id());
    } catch (CliException e) {
      if (e.exitCode() == ExitCode.CANCELLED) {
        cancel(request, key);
      }
      throw e;
    }
  }

  /**
   * The interrupt may have come before the answer with the id; asked again under the same key, the
   * platform gives the same job.
   */
  private void cancel(JobRequest request, String key) {
    boolean interrupted = Thread.interrupted();
    view.phase("cancelling the job");
    try {
      JobView job = client.cancel(client.createJob(request, key).id());
      Instant deadline = Instant.now().plus(limits.cancel());
      while (!job.state().ended() && Instant.now().isBefore(deadline)) {
        Thread.sleep(LOOK_AGAIN);
        job = client.job(job.id());
      }
      view.note(
          job.state().ended()
              ? "job " + job.id() + " " + job.state().name().toLowerCase(java.util.Locale.ROOT)
              : "job " + job.id() + " will be cancelled; it has not ended yet");
    } catch (ProblemException e) {
      if (!e.code().equals("job-ended")) {
        view.note("The job could not be cancelled: " + e.getMessage());
      }
    } catch (CliException e) {
      view.note("The job could not be cancelled: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
