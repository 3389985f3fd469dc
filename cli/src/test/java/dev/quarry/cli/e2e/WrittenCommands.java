package dev.quarry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The commands of a page of documentation, run as they stand there. A block marked {@code sh} is
 * run; one marked {@code text} right after it says what must come out: its lines, in order, other
 * lines between them, with {@code …} for whatever differs from one time to the next.
 */
final class WrittenCommands {
  private static final Pattern BLOCK =
      Pattern.compile("^```(sh|text)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final long MINUTES = 8;

  private record Block(String commands, List<String> expected) {}

  private final String page;
  private final List<Block> blocks;

  private WrittenCommands(String page, List<Block> blocks) {
    this.page = page;
    this.blocks = blocks;
  }

  static WrittenCommands of(Path page) throws IOException {
    var blocks = new ArrayList<Block>();
    Matcher matcher = BLOCK.matcher(Files.readString(page));
    while (matcher.find()) {
      String body = matcher.group(2);
      if (matcher.group(1).equals("sh")) {
        blocks.add(new Block(body, List.of()));
      } else {
        Block before = blocks.removeLast();
        blocks.add(
            new Block(before.commands(), body.lines().filter(line -> !line.isBlank()).toList()));
      }
    }
    assertThat(blocks).as("commands in " + page).isNotEmpty();
    return new WrittenCommands(page.getFileName().toString(), blocks);
  }

  /**
   * Runs one block after the other in one shell, which ends at the first command that fails.
   *
   * @param command how {@code quarry} is called here
   * @param work folder for the shell's own files
   */
  void run(List<String> command, Path work, Map<String, String> environment)
      throws IOException, InterruptedException {
    var script = new StringBuilder("set -eu\nexec 2>&1\nquarry() { ");
    command.forEach(word -> script.append('\'').append(word).append("' "));
    script.append("\"$@\"; }\n");
    for (int i = 0; i < blocks.size(); i++) {
      script.append("echo '@@ ").append(i).append("'\n").append(blocks.get(i).commands());
    }
    script.append("echo '@@ end'\n");
    Path file = work.resolve(page + ".sh");
    Path out = work.resolve(page + ".out");
    Files.writeString(file, script);
    var builder = new ProcessBuilder("bash", file.toString()).directory(work.toFile());
    builder.environment().keySet().removeIf(key -> key.startsWith("QUARRY_"));
    builder.environment().putAll(environment);
    Process shell = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    shell.getOutputStream().close();
    boolean ended = shell.waitFor(MINUTES, TimeUnit.MINUTES);
    String printed = Files.readString(out);
    if (!ended) {
      shell.destroyForcibly();
    }
    assertThat(ended).as("%s within %d minutes:%n%s", page, MINUTES, printed).isTrue();
    assertThat(shell.exitValue()).as("%s:%n%s", page, printed).isZero();
    check(printed);
  }

  private void check(String printed) {
    for (int i = 0; i < blocks.size(); i++) {
      int from = printed.indexOf("@@ " + i + "\n");
      int to = printed.indexOf("\n@@ ", from);
      String part = printed.substring(from, to);
      int at = 0;
      for (String line : blocks.get(i).expected()) {
        Matcher found = pattern(line).matcher(part);
        assertThat(found.find(at))
            .as("%s: after%n%s%n\"%s\" among%n%s", page, blocks.get(i).commands(), line, part)
            .isTrue();
        at = found.end();
      }
    }
  }

  private static Pattern pattern(String line) {
    return Pattern.compile(
        line.strip()
            .lines()
            .flatMap(l -> Pattern.compile("…").splitAsStream(l + " "))
            .map(String::strip)
            .map(
                piece ->
                    Pattern.compile("\\s+")
                        .splitAsStream(piece)
                        .map(Pattern::quote)
                        .collect(Collectors.joining("\\s+")))
            .collect(Collectors.joining("[^\\n]*")));
  }
}
