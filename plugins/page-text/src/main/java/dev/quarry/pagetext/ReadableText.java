package dev.quarry.pagetext;

/**
 * A document as a person reads it.
 *
 * @param title its title, empty where it has none
 * @param text paragraphs apart by a blank line, no markup, white space folded
 */
public record ReadableText(String title, String text) {}
