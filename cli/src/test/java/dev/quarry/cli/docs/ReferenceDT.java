package dev.quarry.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference pages say what the sources say. */
class ReferenceDT {
  private static final Path ROOT = Path.of(System.getProperty("quarry.root", ".."));

  @Test
  void pageOfSettingsIsThatOfTheSources() throws Exception {
    compare("configuration.md", SettingsPage.of(ROOT));
  }

  @Test
  void pageOfErrorsIsThatOfTheSources() throws Exception {
    compare("errors.md", ErrorsPage.of(ROOT));
  }

  @Test
  void everySettingSaysWhatItIs() {
    assertThat(SettingsPage.of(ROOT).lines().filter(line -> line.startsWith("| `")))
        .hasSizeGreaterThan(80)
        .allSatisfy(line -> assertThat(line).doesNotEndWith("|  |"));
  }

  private static void compare(String name, String made) throws IOException {
    Path page = ROOT.resolve("docs").resolve(name);
    Path fresh = ROOT.resolve("cli/target").resolve(name);
    Files.createDirectories(fresh.getParent());
    Files.writeString(fresh, made);
    assertThat(Files.exists(page) ? Files.readString(page) : "")
        .as("docs/%s is stale: copy cli/target/%s over it", name, name)
        .isEqualTo(made);
  }
}
