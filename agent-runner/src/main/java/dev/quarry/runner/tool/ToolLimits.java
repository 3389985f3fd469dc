package dev.quarry.runner.tool;

import java.time.Duration;

/**
 * Limits of tool calls.
 *
 * @param callTimeout of one call, its retries not included
 * @param sourceTimeout of one question to a search or page source inside a call
 * @param retries how often a call is made again whose failure may pass, 0–10
 * @param retryPause before the first of them; doubled for each further one
 * @param retryPauseMax longest pause, also where a service asks for more
 * @param maxSourceCharacters of one stored page; longer ones are cut
 */
public record ToolLimits(
    Duration callTimeout,
    Duration sourceTimeout,
    int retries,
    Duration retryPause,
    Duration retryPauseMax,
    int maxSourceCharacters) {}
