package dev.quarry.cli.ask;

import dev.quarry.cli.client.Awaiting;
import dev.quarry.cli.client.JobEvent;
import dev.quarry.cli.client.JobState;
import dev.quarry.cli.client.PlatformClient;
import dev.quarry.cli.client.ProblemException;
import dev.quarry.cli.shell.Shell;
import dev.quarry.cli.shell.TypedLines;
import dev.quarry.cli.view.ProgressView;
import dev.quarry.cli.view.Questions;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Between a job that is followed and the person at the terminal: shows what happens and what is
 * asked, and takes the answer. Where nobody can be asked it says how to answer, and goes on
 * following. Nothing here waits, so that an answer from elsewhere and Ctrl-C are seen at once.
 */
public final class Conversation {
  private static final List<String> YES = List.of("y", "yes", "ok", "approve");

  private final Shell shell;
  private final PlatformClient client;
  private final ProgressView view;
  private final String jobId;
  private @Nullable Awaiting asked;
  private boolean shown;
  private boolean ended;
  private @Nullable TypedLines typed;

  public Conversation(Shell shell, PlatformClient client, ProgressView view, String jobId) {
    this.shell = shell;
    this.client = client;
    this.view = view;
    this.jobId = jobId;
  }

  /** Takes the next event of the job. */
  public void take(JobEvent event) {
    view.event(event);
    switch (event) {
      case JobEvent.StateChanged(var state, var awaiting) -> changed(state, awaiting);
      case JobEvent.Quiet() -> goOn();
      case JobEvent.StepWritten s -> {}
      case JobEvent.Progress p -> {}
      case JobEvent.Ended e -> {}
      case JobEvent.Reconnecting r -> {}
    }
  }

  private void changed(JobState state, @Nullable Awaiting awaiting) {
    if (!Objects.equals(awaiting, asked)) {
      if (shown && prompting()) {
        view.note("");
        view.note("Answered elsewhere.");
      }
      ask(awaiting);
    }
    if (state == JobState.PAUSED) {
      view.note("paused. " + Questions.resume(jobId));
    }
  }

  private void ask(@Nullable Awaiting awaiting) {
    asked = awaiting;
    shown = false;
  }

  /** What is asked is shown when all that led to it is. */
  private void goOn() {
    Awaiting awaiting = asked;
    if (awaiting == null) {
      return;
    }
    if (!shown) {
      shown = true;
      Questions.asked(awaiting).forEach(view::note);
      if (prompting()) {
        prompt(awaiting);
      } else {
        Questions.howToAnswer(awaiting, jobId).forEach(view::note);
      }
    }
    if (prompting()) {
      take(awaiting, typed().next());
    }
  }

  private boolean prompting() {
    return shell.interactive() && !ended;
  }

  private void prompt(Awaiting awaiting) {
    view.prompt(awaiting.plan() ? "Type yes, or what to change: " : "Your answer: ");
  }

  private TypedLines typed() {
    TypedLines lines = typed;
    if (lines == null) {
      lines = TypedLines.of(shell.in());
      typed = lines;
    }
    return lines;
  }

  private void take(Awaiting awaiting, TypedLines.@Nullable Typed next) {
    switch (next) {
      case null -> {}
      case TypedLines.Typed.End() -> {
        ended = true;
        view.note("");
        Questions.howToAnswer(awaiting, jobId).forEach(view::note);
      }
      case TypedLines.Typed.Line(var text) -> {
        if (text.isBlank()) {
          prompt(awaiting);
        } else {
          answer(awaiting, text.strip());
        }
      }
    }
  }

  private void answer(Awaiting awaiting, String text) {
    boolean approve = awaiting.plan() && YES.contains(text.toLowerCase(Locale.ROOT));
    try {
      var unused =
          client.answer(jobId, approve ? null : text, approve, UUID.randomUUID().toString());
      ask(null);
    } catch (ProblemException e) {
      switch (e.code()) {
        case "invalid-request" -> {
          view.note("That was not accepted: " + e.getMessage());
          prompt(awaiting);
        }
        case "nothing-asked", "job-ended" -> {
          view.note("That came too late: " + e.getMessage());
          ask(null);
        }
        default -> throw e;
      }
    }
  }
}
