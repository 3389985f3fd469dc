package dev.quarry.cli.view;

import dev.quarry.cli.client.JobEvent;
import dev.quarry.cli.shell.Shell;

/** What a person at the terminal sees while something goes on, all of it on standard error. */
public sealed interface ProgressView extends AutoCloseable permits PlainProgress, TerminalProgress {

  /** One that fits the standard error of a process: rewritten on a terminal, else plain lines. */
  static ProgressView on(Shell shell) {
    return shell.terminal().err() && shell.styled()
        ? new TerminalProgress(shell.err(), shell.terminal().columns())
        : new PlainProgress(shell.err());
  }

  /** What is being done from now on. */
  void phase(String what);

  /**
   * How far something is.
   *
   * @param total 0 while not known
   * @param detail what is worked on; may be empty
   */
  void count(String what, long done, long total, String detail);

  /** A line that stays. */
  void note(String line);

  /** The beginning of a line that the person at the terminal goes on writing. */
  void prompt(String text);

  /** News of a job. */
  void event(JobEvent event);

  /** Leaves only the lines that stay. */
  @Override
  void close();
}
