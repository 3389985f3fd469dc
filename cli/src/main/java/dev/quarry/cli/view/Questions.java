package dev.quarry.cli.view;

import dev.quarry.cli.client.Awaiting;
import java.util.ArrayList;
import java.util.List;

/** What a job asks, and how it is made to go on, as lines for a person. */
public final class Questions {
  private Questions() {}

  public static List<String> asked(Awaiting awaiting) {
    List<String> lines = new ArrayList<>();
    lines.add(awaiting.plan() ? "The agent's plan:" : "The agent asks:");
    Printable.lines(awaiting.message()).strip().lines().forEach(line -> lines.add("  " + line));
    return lines;
  }

  /** The commands, for another terminal or a script. */
  public static List<String> howToAnswer(Awaiting awaiting, String jobId) {
    String answer = "quarry answer " + jobId;
    return awaiting.plan()
        ? List.of(
            "Approve it with:   " + answer + " --approve",
            "Change it with:    " + answer + " \"what to change\"")
        : List.of("Answer with:  " + answer + " \"your answer\"");
  }

  public static String resume(String jobId) {
    return "Let it go on with: quarry resume " + jobId;
  }
}
