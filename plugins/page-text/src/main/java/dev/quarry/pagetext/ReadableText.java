package dev.quarry.pagetext;

/**
 * A document as a person reads it.
 *
 * @param title its title on one line, empty where it has none
 * @param text not blank. Paragraphs and headings are apart by a blank line; the items of a list
 *     ({@code - …} or {@code 1. …}) and the rows of a table ({@code | a | b |}) stand on lines of
 *     their own. Words are apart by one space; only preformatted blocks keep their lines and
 *     indentation. The line feed is the only control character.
 */
public record ReadableText(String title, String text) {}
