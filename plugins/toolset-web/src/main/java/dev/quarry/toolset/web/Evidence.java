package dev.quarry.toolset.web;

/**
 * What the reader model took from a page.
 *
 * @param rationale why these passages; may be empty
 * @param evidence the passages
 * @param summary how far they serve the goal
 */
record Evidence(String rationale, String evidence, String summary) {}
