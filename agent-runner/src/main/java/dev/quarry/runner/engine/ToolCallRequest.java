package dev.quarry.runner.engine;

/**
 * A tool call to carry out.
 *
 * @param round number of the round, from 1
 * @param call index in the round, from 0
 * @param tool one of the brief's tools
 * @param argumentsJson a JSON object as the model wrote it
 * @param idempotencyKey equal for every repetition of this call, in whatever process
 */
public record ToolCallRequest(
    int round, int call, String tool, String argumentsJson, String idempotencyKey) {}
