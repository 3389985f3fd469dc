package dev.quarry.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a person types, line by line. A thread of its own reads it, which nothing can interrupt
 * while it waits for the terminal; so nobody else has to wait for it, and it ends with the process.
 */
public final class TypedLines {
  /** What came from the terminal. */
  public sealed interface Typed {
    record Line(String text) implements Typed {}

    /** Nothing more will come. */
    record End() implements Typed {}
  }

  private final BlockingQueue<Typed> typed = new LinkedBlockingQueue<>();
  private final InputStream in;

  private TypedLines(InputStream in) {
    this.in = in;
  }

  /** Begins to read. */
  public static TypedLines of(InputStream in) {
    TypedLines lines = new TypedLines(in);
    Thread.ofPlatform().daemon().name("typed").start(lines::read);
    return lines;
  }

  /** The next line or the end; null while neither has come. */
  public @Nullable Typed next() {
    return typed.poll();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        typed.add(new Typed.Line(line));
      }
    } catch (IOException e) {
      // A terminal that is gone types nothing more.
    }
    typed.add(new Typed.End());
  }
}
