package dev.quarry.api.job;

/** What a job has used up so far, over all its rollouts. */
public record JobUsage(
    long rounds,
    long modelCalls,
    long toolCalls,
    long inputTokens,
    long outputTokens,
    long costMicros) {
  public static final JobUsage NONE = new JobUsage(0, 0, 0, 0, 0, 0);
}
