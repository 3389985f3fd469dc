package dev.quarry.api.usage;

/** How lines of {@code usage_record} are to be read. */
public final class UsageLines {
  /**
   * Each line has the slot time of its whole rollout; as {@code slot} it stands on one of those
   * that are selected.
   */
  public static final String SLOT_ONCE =
      """
      case when row_number() over (partition by rollout_id order by kind, name) = 1
           then slot_millis else 0 end as slot
      """;

  private UsageLines() {}
}
