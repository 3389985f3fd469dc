package dev.quarry.runner.plugin;

/**
 * Which plugin it is, down to the byte.
 *
 * @param id from its descriptor
 * @param version from its descriptor
 * @param digest SHA-256 of its file in hexadecimal
 */
public record PluginIdentity(String id, String version, String digest) {}
