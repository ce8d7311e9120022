package io.countersign.log.tlog;

import java.util.ArrayList;
import java.util.List;

/** Paths of c2sp.org/tlog-tiles, relative to the log's directory or URL. */
public final class TileLayout {
  /** Hashes in a full tile, and records in a full entry bundle. */
  public static final int WIDTH = 256;

  /** The signed checkpoint. */
  public static final String CHECKPOINT = "checkpoint";

  /** 256^8 is 2^64, so no tree of fewer than 2^63 records has a level above this one. */
  static final int MAX_LEVEL = 7;

  private TileLayout() {}

  /**
   * The path of a hash tile.
   *
   * @param level 0 for the tiles of leaf hashes
   * @param index position of the tile in its level
   * @param width 1 to 256 hashes; fewer than 256 name a partial tile
   */
  public static String tile(int level, long index, int width) {
    if (level < 0 || level > MAX_LEVEL) {
      throw new IllegalArgumentException("no tile level " + level);
    }
    return "tile/" + level + "/" + indexAndWidth(index, width);
  }

  /** The path of an entry bundle; parameters as for {@link #tile}. */
  public static String entries(long index, int width) {
    return "tile/entries/" + indexAndWidth(index, width);
  }

  /** A tile or bundle of a tree of a given size: how many of its items that tree has. */
  record Part(int level, long index, int width) {
    String path() {
      return tile(level, index, width);
    }

    String fullPath() {
      return tile(level, index, WIDTH);
    }
  }

  /** The number of hashes that the tiles of {@code level} hold in a tree of {@code size}. */
  static long hashes(int level, long size) {
    return size >>> (8 * level);
  }

  /** How many items of tile {@code index} a tree of {@code size} has: 0 to 256. */
  static int width(int level, long index, long size) {
    long rest = hashes(level, size) - index * WIDTH;
    return (int) Math.max(0, Math.min(WIDTH, rest));
  }

  /** The partial tiles at the right edge of a tree, lowest level first. */
  static List<Part> rightEdge(long size) {
    List<Part> parts = new ArrayList<>();
    for (int level = 0; level <= MAX_LEVEL && hashes(level, size) > 0; level++) {
      long hashes = hashes(level, size);
      int width = (int) (hashes % WIDTH);
      if (width > 0) {
        parts.add(new Part(level, hashes / WIDTH, width));
      }
    }
    return parts;
  }

  /** Groups of three digits, all but the last marked with x: 1234067 is x001/x234/067. */
  private static String indexAndWidth(long index, int width) {
    if (index < 0) {
      throw new IllegalArgumentException("no tile index " + index);
    }
    if (width < 1 || width > WIDTH) {
      throw new IllegalArgumentException("no tile width " + width);
    }
    StringBuilder path = new StringBuilder(threeDigits(index % 1000));
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      path.insert(0, "x" + threeDigits(rest % 1000) + "/");
    }
    return width == WIDTH ? path.toString() : path + ".p/" + width;
  }

  private static String threeDigits(long group) {
    String digits = Long.toString(group);
    return "000".substring(digits.length()) + digits;
  }
}
