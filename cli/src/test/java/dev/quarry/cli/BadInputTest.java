package dev.quarry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything is started: no platform is there, and none is tried. */
class BadInputTest {
  @TempDir Path home;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      value = {
        "ask|Missing required parameter: 'QUESTION'",
        "ask ''|The question is empty",
        "ask q --mode react2|The mode is \"react2\"; accepted are react, iter-research",
        "ask q --max-rounds 0|--max-rounds is 0; accepted are 1 to 4,096",
        "ask q --priority 101|--priority is 101; accepted are -100 to 100",
        "ask q --not-before noon|--not-before is \"noon\"; accepted is a time with its offset",
        "ask q --max-rounds many|'many' is not an int",
        "ask q --frob|Unknown option: '--frob'",
        "ask who built it|A question of several words stands in quotes.",
        "ask q --corpus HOME/missing|HOME/missing does not exist",
        "ask q --corpus HOME/file.txt|HOME/file.txt is a file; accepted is a folder",
        "ask q --corpus HOME/empty|HOME/empty is empty",
        "ask q --corpus nosuchname|nosuchname does not exist",
        "ask q --out HOME/no/such/folder|HOME/no/such/folder\", which cannot be written",
        "ask q --out HOME|HOME\", which cannot be written",
        "frob|Unmatched argument at index 0: 'frob'",
        "answer x|There is no answer: write a message behind the id, in quotes, or --approve",
        "steer x|Missing required parameter: 'MESSAGE'",
        "pause|Missing required parameter: 'ID'",
        "trajectory|Missing required parameter: 'ID'",
        "trajectory x --format xml|--format is \"xml\"; accepted are json, upstream-jsonl",
        "up --port 0|--port is 0; accepted are 1 to 65535",
        "corpora add x|Missing required parameter: 'DIR'"
      })
  void refusedWithThreeAndAMessageThatNamesIt(String line, String message) throws Exception {
    // Given
    Files.writeString(home.resolve("file.txt"), "x");
    Files.createDirectories(home.resolve("empty/of/files"));
    CliCall call = new CliCall(home.resolve("home"));
    String[] args = line.replace("HOME", home.toString()).split(" ");
    for (int i = 0; i < args.length; i++) {
      args[i] = args[i].equals("''") ? "" : args[i];
    }
    // When
    int code = call.run(args);
    // Then
    assertThat(code).isEqualTo(3);
    assertThat(call.err())
        .contains(message.replace("HOME", home.toString()))
        .doesNotContain("\tat ");
    assertThat(call.out()).isEmpty();
    assertThat(home.resolve("home")).doesNotExist();
  }

  @Test
  void questionOfAHundredThousandCharactersIsRefused() {
    // Given
    CliCall call = new CliCall(home.resolve("home"));
    // When
    int code = call.run("ask", "x".repeat(100_000));
    // Then
    assertThat(code).isEqualTo(3);
    assertThat(call.err()).contains("100,000 characters; accepted are 1 to 20,000");
  }

  @Test
  void limitsThatAreNoNumbersAreRefused() {
    // Given
    CliCall call = new CliCall(home).env("QUARRY_CLI_START_SECONDS", "soon");
    // When
    int code = call.run("ask", "q");
    // Then
    assertThat(code).isEqualTo(3);
    assertThat(call.err()).contains("QUARRY_CLI_START_SECONDS is \"soon\"");
  }

  @Test
  void commandsThatNeedAPlatformSayHowToGetOne() {
    for (String command : new String[] {"jobs", "status", "models", "toolsets", "corpora"}) {
      // Given
      CliCall call = new CliCall(home);
      // When
      int code = call.run(command);
      // Then
      assertThat(code).as(command).isEqualTo(4);
      assertThat(call.err()).contains("quarry up --detach").contains("QUARRY_URL");
    }
  }

  @Test
  void addressThatNobodyAnswersAtIsNamed() {
    // Given
    CliCall call = new CliCall(home).env("QUARRY_URL", "http://127.0.0.1:1").env("QUARRY_KEY", "k");
    // When
    int code = call.run("jobs");
    // Then
    assertThat(code).isEqualTo(4);
    assertThat(call.err()).contains("http://127.0.0.1:1 cannot be reached");
  }

  @Test
  void addressWithoutKeyAndAddressThatIsNoneAreRefused() {
    // Given
    CliCall keyless = new CliCall(home).env("QUARRY_URL", "http://example.org");
    CliCall wrong = new CliCall(home).env("QUARRY_URL", "ftp:/x").env("QUARRY_KEY", "k");
    // When
    int first = keyless.run("jobs");
    int second = wrong.run("jobs");
    // Then
    assertThat(first).isEqualTo(3);
    assertThat(keyless.err()).contains("QUARRY_KEY is not");
    assertThat(second).isEqualTo(3);
    assertThat(wrong.err()).contains("ftp:/x");
  }
}
