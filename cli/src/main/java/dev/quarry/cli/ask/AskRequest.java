package dev.quarry.cli.ask;

import dev.quarry.cli.exit.CliException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, checked as far as that is possible without a platform.
 *
 * @param mode id of the mode
 * @param folders corpora by folder
 * @param names corpora by the name they are registered under
 * @param model name of a model profile; null for the platform's default
 * @param project slug of a project; null for none
 * @param maxRounds budget of rounds; null for the platform's default
 * @param clarify whether the agent may ask one question first
 * @param approvePlan whether its plan is to be approved first
 * @param estimate whether only what it would cost is wanted
 * @param priority among the tenant's own jobs that wait
 * @param notBefore when it may start, ISO 8601 with an offset; null for at once
 * @param json whether one JSON document is wanted instead of the report
 * @param out file for the report's Markdown, if wanted
 * @param keep whether a platform that has to be started stays afterwards
 * @param detach whether only the job's id is wanted, at once; needs {@code keep}
 */
public record AskRequest(
    String question,
    String mode,
    List<CorpusFolder> folders,
    List<String> names,
    @Nullable String model,
    @Nullable String project,
    @Nullable Integer maxRounds,
    boolean clarify,
    boolean approvePlan,
    boolean estimate,
    int priority,
    @Nullable String notBefore,
    boolean json,
    Optional<Path> out,
    boolean keep,
    boolean detach) {
  /** Modes of this version. */
  public static final List<String> MODES = List.of("react", "iter-research");

  private static final int MOST_ROUNDS = 4_096;
  private static final int MOST_PRIORITY = 100;

  public AskRequest {
    folders = folders.stream().distinct().toList();
    names = names.stream().distinct().toList();
    if (question.isBlank()) {
      throw CliException.badInput("The question is empty. Write it behind \"ask\", in quotes.");
    }
    if (!MODES.contains(mode)) {
      throw CliException.badInput(
          "The mode is \"%s\"; accepted are %s.".formatted(mode, String.join(", ", MODES)));
    }
    if (maxRounds != null && (maxRounds < 1 || maxRounds > MOST_ROUNDS)) {
      throw CliException.badInput(
          "--max-rounds is %d; accepted are 1 to %,d.".formatted(maxRounds, MOST_ROUNDS));
    }
    if (estimate && (detach || out.isPresent())) {
      throw CliException.badInput("--estimate asks nothing; leave out --detach and --out.");
    }
    if (Math.abs(priority) > MOST_PRIORITY) {
      throw CliException.badInput(
          "--priority is %d; accepted are -%d to %d."
              .formatted(priority, MOST_PRIORITY, MOST_PRIORITY));
    }
    requireTime(notBefore);
    if (detach && (json || out.isPresent())) {
      throw CliException.badInput(
          "--detach prints the job's id and waits for no report; leave out --json and --out.");
    }
  }

  private static void requireTime(@Nullable String notBefore) {
    if (notBefore == null) {
      return;
    }
    try {
      OffsetDateTime.parse(notBefore);
    } catch (DateTimeParseException e) {
      throw CliException.badInput(
          "--not-before is \"%s\"; accepted is a time with its offset, as in 2026-12-01T08:00:00Z."
              .formatted(notBefore),
          e);
    }
  }

  /** Before a platform is started for it: what that one would refuse after a long start. */
  void requireAtMost(int characters) {
    if (question.length() > characters) {
      throw CliException.badInput(
          "The question has %,d characters; accepted are 1 to %,d."
              .formatted(question.length(), characters));
    }
  }
}
