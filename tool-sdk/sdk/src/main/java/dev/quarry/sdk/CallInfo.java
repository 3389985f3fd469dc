package dev.quarry.sdk;

import java.util.UUID;

/**
 * Which call this is.
 *
 * @param tenantId whose job it is
 * @param jobId the job
 * @param rolloutId the attempt at the job
 * @param idempotencyKey equal for every repetition of the same call, different for any other call:
 *     SHA-256 in hexadecimal
 * @param attempt 1 for the first try
 */
public record CallInfo(
    UUID tenantId, UUID jobId, UUID rolloutId, String idempotencyKey, int attempt) {}
