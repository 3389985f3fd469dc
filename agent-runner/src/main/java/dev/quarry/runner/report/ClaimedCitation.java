package dev.quarry.runner.report;

/**
 * A line of an answer's list of sources: what the model claims.
 *
 * @param n the number that stands in the text
 * @param url empty where none was given
 * @param quote empty where none was given
 */
record ClaimedCitation(int n, String url, String quote) {}
