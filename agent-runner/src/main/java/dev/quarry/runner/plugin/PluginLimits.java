package dev.quarry.runner.plugin;

import java.time.Duration;

/**
 * What the host grants to plugins.
 *
 * @param loading for loading, starting and describing one plugin
 * @param grace between the interrupt of a call and its being abandoned; also for closing
 * @param strikes crashed or abandoned calls in a row that open a plugin's circuit
 * @param circuitOpen how long an open circuit refuses calls before it tries one
 * @param plugins most files looked at
 * @param archive how large one file may be
 */
public record PluginLimits(
    Duration loading,
    Duration grace,
    int strikes,
    Duration circuitOpen,
    int plugins,
    ArchiveLimits archive) {
  /** 20 s to load, 5 s of grace, 3 strikes, 60 s of open circuit, 200 plugins. */
  public static final PluginLimits DEFAULT =
      new PluginLimits(
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          3,
          Duration.ofSeconds(60),
          200,
          ArchiveLimits.DEFAULT);

  public PluginLimits {
    positive("loading", loading);
    positive("grace", grace);
    positive("circuitOpen", circuitOpen);
    if (strikes < 1 || plugins < 1) {
      throw new IllegalArgumentException(
          "strikes is %d and plugins is %d; accepted are numbers from 1"
              .formatted(strikes, plugins));
    }
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " is " + value + "; accepted is more than 0");
    }
  }
}
