package dev.quarry.faults.platform;

import dev.quarry.harness.Invariants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the tools of the plugin {@code effects} have left behind. */
public final class Effects {
  private final Path calls;

  Effects(Path folder) {
    this.calls = folder.resolve("calls");
  }

  /**
   * A call of a tool.
   *
   * @param key equal for repetitions of the same call
   * @param pid of the runner
   * @param outcome {@code done}, or {@code repeated} where it was done before
   */
  public record Call(String tool, String key, long pid, String outcome) {}

  /** All so far. */
  public List<Call> calls() throws IOException {
    return Files.exists(calls)
        ? Files.readAllLines(calls).stream()
            .map(line -> line.split(" "))
            .map(word -> new Call(word[0], word[1], Long.parseLong(word[2]), word[3]))
            .toList()
        : List.of();
  }

  /** How often a process has called a tool. */
  public long callsBy(long pid) throws IOException {
    return calls().stream().filter(call -> call.pid() == pid).count();
  }

  /** I4: nothing unsafe is done twice, and nothing idempotent has its effect twice. */
  void check(Invariants invariants) throws IOException {
    Map<String, Integer> done = new HashMap<>();
    for (Call call : calls()) {
      if (!call.tool().equals("look") && call.outcome().equals("done")) {
        done.merge(call.tool() + " " + call.key(), 1, Integer::sum);
      }
    }
    done.forEach(
        (call, times) -> {
          if (times > 1) {
            invariants.violated("I4", "%s was done %d times".formatted(call, times));
          }
        });
  }
}
