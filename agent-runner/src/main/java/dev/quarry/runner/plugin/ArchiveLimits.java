package dev.quarry.runner.plugin;

/**
 * How large a plugin's file may be.
 *
 * @param entries most entries of a zip
 * @param bytes most bytes of the file, and of all its entries unpacked
 */
public record ArchiveLimits(int entries, long bytes) {
  /** 10,000 entries, 512 MiB. */
  public static final ArchiveLimits DEFAULT = new ArchiveLimits(10_000, 512L << 20);

  public ArchiveLimits {
    if (entries < 1 || bytes < 1) {
      throw new IllegalArgumentException(
          "entries is %d and bytes is %d; accepted are numbers from 1".formatted(entries, bytes));
    }
  }
}
