package dev.quarry.core.job;

/**
 * Why a job failed.
 *
 * @param code a slug, for programs
 * @param message for its user: what happened and what can be done
 */
public record JobFailure(String code, String message) {}
