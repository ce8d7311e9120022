package io.countersign.policy.bundle;

/**
 * What a bundle may cost to read.
 *
 * @param maxArchiveBytes size of the compressed archive
 * @param maxInflatedBytes size of the archive once inflated, headers included
 * @param maxEntries how many files and folders
 * @param maxPathLength characters of one path
 * @param maxPathDepth segments of one path
 */
public record BundleLimits(
    long maxArchiveBytes,
    long maxInflatedBytes,
    int maxEntries,
    int maxPathLength,
    int maxPathDepth) {
  private static final long MIB = 1L << 20;

  public BundleLimits {
    if (maxArchiveBytes < 1
        || maxInflatedBytes < 1
        || maxEntries < 1
        || maxPathLength < 1
        || maxPathDepth < 1) {
      throw new IllegalArgumentException("a limit is positive");
    }
    if (maxArchiveBytes > Integer.MAX_VALUE - 8 || maxInflatedBytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("a bundle is read into memory: less than 2 GiB");
    }
  }

  /** 128 MiB compressed, 512 MiB inflated, 20,000 entries. */
  public static BundleLimits defaults() {
    return new BundleLimits(128 * MIB, 512 * MIB, 20_000, 1_024, 32);
  }
}
