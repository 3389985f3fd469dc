package dev.quarry.cli.command;

import java.io.PrintStream;
import java.util.List;

/** Names and values, a line each; what is empty is left out. */
final class Fields {
  private Fields() {}

  /**
   * @param pairs each a name and its value
   */
  static void print(PrintStream out, List<List<String>> pairs) {
    int width = pairs.stream().mapToInt(pair -> pair.getFirst().length()).max().orElse(0);
    for (List<String> pair : pairs) {
      if (!pair.getLast().isEmpty()) {
        String name = pair.getFirst();
        out.println(name + " ".repeat(width - name.length() + 2) + pair.getLast());
      }
    }
  }
}
