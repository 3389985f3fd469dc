package dev.quarry.sdk;

/** The version of this SDK, which a plugin's {@code plugin.requires} range is checked against. */
public final class SdkVersion {
  /** Semantic version; grows by a minor for additions, by a major for anything that breaks. */
  public static final String CURRENT = "1.0.0";

  private SdkVersion() {}
}
