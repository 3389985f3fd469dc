package dev.quarry.core.job;

import org.jspecify.annotations.Nullable;

/**
 * A reference of a report to a place in a stored page.
 *
 * @param n the number that stands in the text as {@code [n]}, from 1
 * @param url of the page
 * @param title of the page
 * @param quote what is claimed to stand there, word for word; empty when none was given
 * @param verified whether the quote was found in the stored text, by code
 * @param sha256 of the stored text, hexadecimal; null when no such page was read
 * @param start character offset of the quote in the stored text, null when not found
 * @param end offset after its last character, null when not found
 * @param source number of the page under {@code /jobs/{id}/sources/{n}}; null when no such page was
 *     read
 */
public record Citation(
    int n,
    String url,
    String title,
    String quote,
    boolean verified,
    @Nullable String sha256,
    @Nullable Integer start,
    @Nullable Integer end,
    @Nullable Integer source) {}
