package dev.quarry.api.usage;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which usage is asked for.
 *
 * @param by what lines are put together by; null for all in one
 * @param every null for the whole time in one
 * @param from first day, UTC
 * @param to the day after the last, UTC
 */
public record UsageFilter(
    @Nullable Grouping by, @Nullable Every every, LocalDate from, LocalDate to) {
  /** What lines are put together by. */
  public enum Grouping {
    PROJECT,
    /** Who asked: a key or a member. */
    SUBMITTER,
    MODE,
    /** The model that was asked; what tools had pages read for is a line of its own. */
    MODEL,
    TOOL,
    /** For the operator. */
    TENANT;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** One that a tenant may name. */
    public static Optional<Grouping> of(String id) {
      return Arrays.stream(values()).filter(g -> g != TENANT && g.id().equals(id)).findFirst();
    }

    /**
     * @return all ids that a tenant may name, for a message
     */
    public static String accepted() {
      return Arrays.stream(values())
          .filter(g -> g != TENANT)
          .map(Grouping::id)
          .collect(Collectors.joining(", "));
    }
  }

  /** Times that are told apart. */
  public enum Every {
    DAY,
    MONTH;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Every> of(String id) {
      return Arrays.stream(values()).filter(e -> e.id().equals(id)).findFirst();
    }
  }
}
