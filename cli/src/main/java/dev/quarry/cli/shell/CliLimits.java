package dev.quarry.cli.shell;

import dev.quarry.cli.exit.CliException;
import java.time.Duration;

/**
 * How long this program waits and how much it sends, each from an environment variable.
 *
 * @param start longest time until a local platform is ready, {@code QUARRY_CLI_START_SECONDS}
 * @param stop longest time for a clean stop of each part, {@code QUARRY_CLI_STOP_SECONDS}
 * @param cancel longest time for a job to become cancelled, {@code QUARRY_CLI_CANCEL_SECONDS}
 * @param indexStall longest time without progress in indexing, {@code
 *     QUARRY_CLI_INDEX_STALL_SECONDS}
 * @param request longest time for one request, {@code QUARRY_CLI_REQUEST_SECONDS}
 * @param silence longest time without a sign from the event stream, after which it is opened again,
 *     {@code QUARRY_CLI_SILENCE_SECONDS}
 * @param questionCharacters longest question that is sent, {@code QUARRY_CLI_QUESTION_CHARACTERS}
 * @param attempts how often a request is tried, or a stream opened again in a row, {@code
 *     QUARRY_CLI_ATTEMPTS}
 * @param restarts how often in a row a part of a local platform that ended by itself is started
 *     again, {@code QUARRY_CLI_RESTARTS}
 */
public record CliLimits(
    Duration start,
    Duration stop,
    Duration cancel,
    Duration indexStall,
    Duration request,
    Duration silence,
    int questionCharacters,
    int attempts,
    int restarts) {
  private static final int MAX_SECONDS = 86_400;
  private static final int MAX_CHARACTERS = 1_000_000;
  private static final int MAX_ATTEMPTS = 100;

  /** Those of a process' environment, with defaults. */
  public static CliLimits of(Shell shell) {
    return new CliLimits(
        seconds(shell, "QUARRY_CLI_START_SECONDS", 120),
        seconds(shell, "QUARRY_CLI_STOP_SECONDS", 20),
        seconds(shell, "QUARRY_CLI_CANCEL_SECONDS", 10),
        seconds(shell, "QUARRY_CLI_INDEX_STALL_SECONDS", 300),
        seconds(shell, "QUARRY_CLI_REQUEST_SECONDS", 30),
        seconds(shell, "QUARRY_CLI_SILENCE_SECONDS", 60),
        number(shell, "QUARRY_CLI_QUESTION_CHARACTERS", 20_000, MAX_CHARACTERS),
        number(shell, "QUARRY_CLI_ATTEMPTS", 6, MAX_ATTEMPTS),
        number(shell, "QUARRY_CLI_RESTARTS", 5, MAX_ATTEMPTS));
  }

  private static Duration seconds(Shell shell, String name, int otherwise) {
    return Duration.ofSeconds(number(shell, name, otherwise, MAX_SECONDS));
  }

  private static int number(Shell shell, String name, int otherwise, int max) {
    String given = shell.variable(name).orElse(Integer.toString(otherwise));
    try {
      int number = Integer.parseInt(given.strip());
      if (number >= 1 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, like a number out of range
    }
    throw CliException.badInput(
        "%s is \"%s\"; accepted are whole numbers from 1 to %d.".formatted(name, given, max));
  }
}
