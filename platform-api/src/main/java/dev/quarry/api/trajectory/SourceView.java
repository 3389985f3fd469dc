package dev.quarry.api.trajectory;

import java.time.Instant;

/**
 * A page that a job read, as it was then.
 *
 * @param n its number, from 1
 * @param sha256 of the text, hexadecimal
 */
public record SourceView(
    int n, String url, String title, String sha256, Instant fetchedAt, String text) {}
