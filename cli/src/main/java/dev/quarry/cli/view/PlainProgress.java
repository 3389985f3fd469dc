package dev.quarry.cli.view;

import dev.quarry.cli.client.JobEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** Lines, for files, pipes and simple terminals: nothing is ever rewritten. */
public final class PlainProgress implements ProgressView {
  private static final int COUNTS_SHOWN = 10;

  private static final Duration QUIET = Duration.ofSeconds(5);

  private final PrintStream err;
  private final LongSupplier nanos;
  private final ProgressFold fold = new ProgressFold();
  private String lastPhase = "";
  private String lastCount = "";
  private long lastLine;

  PlainProgress(PrintStream err) {
    this(err, System::nanoTime);
  }

  /**
   * @param nanos time that never goes back
   */
  PlainProgress(PrintStream err, LongSupplier nanos) {
    this.err = err;
    this.nanos = nanos;
    this.lastLine = nanos.getAsLong();
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

  /** What goes on is told only when nothing else was for a while: a model that is slow or down. */
  @Override
  public synchronized void prompt(String text) {
    err.print(text);
    err.flush();
  }

  @Override
  public synchronized void event(JobEvent event) {
    List<String> lines = fold.take(event);
    boolean quiet = nanos.getAsLong() - lastLine >= QUIET.toNanos();
    if (lines.isEmpty() && event instanceof JobEvent.Progress && quiet) {
      lines = List.of(fold.status());
    }
    if (!lines.isEmpty()) {
      lines.forEach(err::println);
      lastLine = nanos.getAsLong();
    }
  }

  @Override
  public void close() {
    err.flush();
  }
}
