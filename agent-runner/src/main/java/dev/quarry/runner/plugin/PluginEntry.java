package dev.quarry.runner.plugin;

/**
 * One plugin file that the host found.
 *
 * @param id from its descriptor; the file's name where that could not be read
 * @param version from its descriptor; empty where that could not be read
 * @param provider from its descriptor, may be empty
 * @param description from its descriptor, may be empty
 * @param digest SHA-256 of the file in hexadecimal; empty where it could not be read
 * @param health at the moment of asking
 */
public record PluginEntry(
    String id,
    String version,
    String provider,
    String description,
    String digest,
    PluginHealth health) {
  PluginIdentity identity() {
    return new PluginIdentity(id, version, digest);
  }

  PluginEntry with(PluginHealth other) {
    return new PluginEntry(id, version, provider, description, digest, other);
  }
}
