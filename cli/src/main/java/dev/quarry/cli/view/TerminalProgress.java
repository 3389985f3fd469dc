package dev.quarry.cli.view;

import dev.quarry.cli.client.JobEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One status line that is rewritten; what is finished scrolls above it. */
public final class TerminalProgress implements ProgressView {
  private static final String CLEAR_LINE = "\r\u001B[2K";
  private static final String DIM = "\u001B[2m";
  private static final String PLAIN = "\u001B[0m";
  private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  private static final Duration REPAINT = Duration.ofMillis(120);

  private final PrintStream err;
  private final int columns;
  private final ProgressFold fold = new ProgressFold();
  private final Instant since = Instant.now();
  private final ScheduledExecutorService painter =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("progress").factory());
  private String status = "";
  private int frame;
  private boolean closed;

  TerminalProgress(PrintStream err, int columns) {
    this.err = err;
    this.columns = columns;
    long millis = REPAINT.toMillis();
    var unused = painter.scheduleAtFixedRate(this::paint, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void phase(String what) {
    status = what;
    repaint();
  }

  @Override
  public synchronized void count(String what, long done, long total, String detail) {
    String amount = total == 0 ? "" : " " + done + "/" + total;
    status = what + amount + (detail.isEmpty() ? "" : " · " + Printable.line(detail));
  }

  @Override
  public synchronized void note(String line) {
    err.print(CLEAR_LINE + line + "\n");
    repaint();
  }

  @Override
  public synchronized void prompt(String text) {
    status = "";
    err.print(CLEAR_LINE + text);
    err.flush();
  }

  @Override
  public synchronized void event(JobEvent event) {
    for (String line : fold.take(event)) {
      err.print(CLEAR_LINE + Printable.fit(line, columns - 1) + "\n");
    }
    if (!(event instanceof JobEvent.Quiet)) {
      status = fold.status();
      repaint();
    }
  }

  private synchronized void paint() {
    frame++;
    repaint();
  }

  private void repaint() {
    if (closed || status.isEmpty()) {
      return;
    }
    String spinner = SPINNER[frame % SPINNER.length];
    String elapsed = Amounts.of(Duration.between(since, Instant.now()));
    int room = columns - elapsed.length() - 6;
    err.print(
        CLEAR_LINE + spinner + " " + Printable.fit(status, room) + DIM + " · " + elapsed + PLAIN);
    err.flush();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      painter.shutdownNow();
      err.print(CLEAR_LINE);
      err.flush();
    }
  }
}
