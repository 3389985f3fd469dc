package dev.quarry.api.project;

import java.time.Instant;
import java.util.UUID;

/**
 * A project.
 *
 * @param slug that jobs name it by; it does not change
 * @param archived whether no more jobs are taken in for it
 */
public record ProjectView(UUID id, String slug, String name, boolean archived, Instant createdAt) {}
