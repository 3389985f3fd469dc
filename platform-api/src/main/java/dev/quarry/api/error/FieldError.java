package dev.quarry.api.error;

/**
 * What is wrong with one field of a request.
 *
 * @param field its path, as in {@code budget.rounds}; {@code body} for the whole
 * @param message what came and what is accepted
 */
public record FieldError(String field, String message) {}
