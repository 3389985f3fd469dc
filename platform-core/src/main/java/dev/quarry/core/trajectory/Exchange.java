package dev.quarry.core.trajectory;

import java.util.Optional;

/**
 * A question to the user and the answer.
 *
 * @param answer empty as long as it is waited for
 */
public record Exchange(Step.InputRequested request, Optional<Step.InputReceived> answer) {}
