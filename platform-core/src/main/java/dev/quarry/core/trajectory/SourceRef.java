package dev.quarry.core.trajectory;

/**
 * A page that a tool read.
 *
 * @param url where it was read from
 * @param title its title
 * @param sha256 of its stored text, hexadecimal
 * @param characters length of its stored text
 */
public record SourceRef(String url, String title, String sha256, int characters) {}
