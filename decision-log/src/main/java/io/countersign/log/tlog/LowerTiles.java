package io.countersign.log.tlog;

import io.countersign.log.tlog.TileLayout.Part;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a tile would be if what lies below it were right. Only asked when a tile's own file is not
 * what the tile above says. Not safe for use by several threads.
 */
final class LowerTiles {
  /** Enough to put together a lost tile of level 2; a size that a thief signed has no end. */
  private static final int MOST_READ = 100_000;

  private final TileReader reader;
  private final long size;
  private final TreeHasher hasher = new TreeHasher();

  private int read;

  LowerTiles(TileReader reader, long size) {
    this.reader = reader;
    this.size = size;
  }

  /** The hashes of the records of a tile of level 0; null when the bundle does not have them. */
  byte @Nullable [] leaves(Part part) throws IOException {
    byte[] bundle = StoredFile.bundle(reader, part.index(), part.width()).bytes();
    if (bundle == null) {
      return null;
    }
    BundleLeaves leaves = BundleLeaves.of(hasher, bundle, part.width(), BundleLeaves.Visitor.NONE);
    return leaves.count() == part.width() ? leaves.hashes() : null;
  }

  /**
   * The hashes of the full tiles below a tile of level 1 or higher. Where the files leave a choice,
   * that is taken which {@code hint} has, which is what the tile itself says.
   *
   * @param fromRecords whether records count more than the tile of level 0 above them
   */
  byte[] below(Part part, byte @Nullable [] hint, boolean fromRecords) throws IOException {
    byte[] hashes = new byte[part.width() * Hash.SIZE];
    for (int slot = 0; slot < part.width(); slot++) {
      Part child =
          new Part(part.level() - 1, part.index() * TileLayout.WIDTH + slot, TileLayout.WIDTH);
      Hash said = hint == null ? null : Hash.at(hint, slot * Hash.SIZE);
      Hash found = hash(child, said, fromRecords);
      if (found != null) {
        found.copyTo(hashes, slot * Hash.SIZE);
      }
    }
    return hashes;
  }

  private @Nullable Hash hash(Part part, @Nullable Hash said, boolean fromRecords)
      throws IOException {
    if (TileLayout.width(part.level(), part.index(), size) < TileLayout.WIDTH
        || ++read > MOST_READ) {
      return null;
    }
    byte[] stored = StoredFile.tile(reader, part).bytes();
    Hash own = stored == null ? null : hasher.tile(stored);
    if (own != null && (Objects.equals(own, said) || !fromRecords)) {
      return own;
    }
    byte[] lower = part.level() == 0 ? leaves(part) : below(part, stored, fromRecords);
    return lower == null ? own : hasher.tile(lower);
  }
}
