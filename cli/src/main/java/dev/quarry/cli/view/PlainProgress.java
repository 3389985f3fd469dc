package dev.quarry.cli.view;

import dev.quarry.cli.client.JobEvent;
import java.io.PrintStream;

/** Lines, for files, pipes and simple terminals: nothing is ever rewritten. */
public final class PlainProgress implements ProgressView {
  private static final int COUNTS_SHOWN = 10;

  private final PrintStream err;
  private final ProgressFold fold = new ProgressFold();
  private String lastPhase = "";
  private String lastCount = "";

  PlainProgress(PrintStream err) {
    this.err = err;
  }

  @Override
  public synchronized void phase(String what) {
    if (!what.equals(lastPhase)) {
      lastPhase = what;
      err.println(what);
    }
  }

  /** Tells about ten of them, whatever the total. */
  @Override
  public synchronized void count(String what, long done, long total, String detail) {
    long tenth = total == 0 ? 0 : done * COUNTS_SHOWN / total;
    String count = what + tenth + "/" + total;
    if (!count.equals(lastCount)) {
      lastCount = count;
      err.println(
          total == 0
              ? what
              : what
                  + "  "
                  + done
                  + "/"
                  + total
                  + (detail.isEmpty() ? "" : "  " + Printable.line(detail)));
    }
  }

  @Override
  public synchronized void note(String line) {
    err.println(line);
  }

  @Override
  public synchronized void prompt(String text) {
    err.print(text);
    err.flush();
  }

  @Override
  public synchronized void event(JobEvent event) {
    fold.take(event).forEach(err::println);
  }

  @Override
  public void close() {
    err.flush();
  }
}
