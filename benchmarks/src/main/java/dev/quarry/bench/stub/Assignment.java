package dev.quarry.bench.stub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the stub is to do for one job, written into the job's question, so that the stub needs no
 * memory of jobs and a recovered job goes on as it began.
 *
 * @param token names the job in the stub's counters; letters and digits
 * @param rounds model calls until the answer, that one included; at least 1
 * @param replyBytes of text in each reply
 * @param resultBytes of text in each search result
 * @param modelMillis service time of a model call
 * @param searchMillis service time of a search
 * @param record whether the requests are kept
 */
public record Assignment(
    String token,
    int rounds,
    int replyBytes,
    int resultBytes,
    int modelMillis,
    int searchMillis,
    boolean record) {
  private static final Pattern FORM =
      Pattern.compile(
          "assignment (\\w+): rounds=(\\d+) reply=(\\d+) result=(\\d+) model-ms=(\\d+)"
              + " search-ms=(\\d+) record=(true|false)");

  public Assignment {
    if (!token.matches("\\w+") || rounds < 1) {
      throw new IllegalArgumentException(
          "token is \"%s\" and rounds is %d; accepted are letters and digits, and 1 or more"
              .formatted(token, rounds));
    }
  }

  /** One round, no waiting: the least that a job can be. */
  public static Assignment least(String token) {
    return new Assignment(token, 1, 200, 0, 0, 0, false);
  }

  public static Assignment of(String token, int rounds, int modelMillis) {
    return new Assignment(token, rounds, 600, 2_000, modelMillis, 0, false);
  }

  public Assignment recorded() {
    return new Assignment(token, rounds, replyBytes, resultBytes, modelMillis, searchMillis, true);
  }

  public Assignment bytes(int reply, int result) {
    return new Assignment(token, rounds, reply, result, modelMillis, searchMillis, record);
  }

  /** As it stands in the question. */
  public String text() {
    return "assignment %s: rounds=%d reply=%d result=%d model-ms=%d search-ms=%d record=%s"
        .formatted(token, rounds, replyBytes, resultBytes, modelMillis, searchMillis, record);
  }

  /** Finds one in a request. */
  static Optional<Assignment> in(String text) {
    Matcher found = FORM.matcher(text);
    return found.find()
        ? Optional.of(
            new Assignment(
                found.group(1),
                number(found.group(2)),
                number(found.group(3)),
                number(found.group(4)),
                number(found.group(5)),
                number(found.group(6)),
                Boolean.parseBoolean(found.group(7))))
        : Optional.empty();
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }
}
