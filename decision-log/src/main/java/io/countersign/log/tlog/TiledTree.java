package io.countersign.log.tlog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Proofs for a tree of a given size, made from a log's tiles (RFC 6962 §2.1.1, §2.1.2). The tiles
 * are not trusted here: whoever gets a proof checks it with {@link Proofs}.
 */
public final class TiledTree {
  private final TileReader reader;
  private final long size;
  private final TreeHasher hasher = new TreeHasher();

  /**
   * A tree of the first {@code size} records.
   *
   * @param reader of a log with at least that many records
   */
  public TiledTree(TileReader reader, long size) {
    if (size < 0) {
      throw new IllegalArgumentException("a tree's size is not negative");
    }
    this.reader = reader;
    this.size = size;
  }

  /** The hash of the whole tree. */
  public Hash root() throws IOException {
    return size == 0 ? hasher.empty() : range(0, size);
  }

  /**
   * The hashes that lead from record {@code index} to the root, lowest first.
   *
   * @throws IllegalArgumentException when the tree has no such record
   */
  public List<Hash> inclusionProof(long index) throws IOException {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("no record " + index + " in a tree of " + size);
    }
    List<Hash> proof = new ArrayList<>();
    path(index, 0, size, proof);
    return proof;
  }

  /** PATH(m, D[n]) of RFC 6962 §2.1.1, over the records from {@code low} to {@code high}. */
  private void path(long index, long low, long high, List<Hash> proof) throws IOException {
    if (high - low == 1) {
      return;
    }
    long middle = low + split(high - low);
    if (index < middle) {
      path(index, low, middle, proof);
      proof.add(range(middle, high));
    } else {
      path(index, middle, high, proof);
      proof.add(range(low, middle));
    }
  }

  /**
   * The hashes that show that this tree begins with the tree of {@code oldSize} records.
   *
   * @throws IllegalArgumentException unless {@code oldSize} is from 0 to this tree's size
   */
  public List<Hash> consistencyProof(long oldSize) throws IOException {
    if (oldSize < 0 || oldSize > size) {
      throw new IllegalArgumentException("no tree of " + oldSize + " in a tree of " + size);
    }
    List<Hash> proof = new ArrayList<>();
    if (oldSize > 0 && oldSize < size) {
      subproof(oldSize, 0, size, true, proof);
    }
    return proof;
  }

  /** SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2; {@code old} counts from the log's beginning. */
  private void subproof(long old, long low, long high, boolean known, List<Hash> proof)
      throws IOException {
    if (old == high) {
      if (!known) {
        proof.add(range(low, high));
      }
      return;
    }
    long middle = low + split(high - low);
    if (old <= middle) {
      subproof(old, low, middle, known, proof);
      proof.add(range(middle, high));
    } else {
      subproof(old, middle, high, false, proof);
      proof.add(range(low, middle));
    }
  }

  /** The largest power of two below {@code count}, which is at least 2. */
  private static long split(long count) {
    return Long.highestOneBit(count - 1);
  }

  /** The hash over the records from {@code low} to {@code high}, a subtree of this tree. */
  private Hash range(long low, long high) throws IOException {
    long count = high - low;
    if (Long.bitCount(count) == 1) {
      return perfect(low, count);
    }
    long middle = low + split(count);
    return hasher.node(range(low, middle), range(middle, high));
  }

  /** A perfect subtree lies in one tile of the level whose hashes are not larger than it. */
  private Hash perfect(long low, long count) throws IOException {
    int height = Long.numberOfTrailingZeros(count);
    int level = height / 8;
    long first = low >>> (8 * level);
    int inTile = 1 << (height % 8);
    long index = first / TileLayout.WIDTH;
    byte[] tile = tile(level, index);
    return hasher.subtree(tile, (int) (first % TileLayout.WIDTH), inTile);
  }

  private byte[] tile(int level, long index) throws IOException {
    int width = TileLayout.width(level, index, size);
    return Tiles.hashes(reader, new TileLayout.Part(level, index, width));
  }
}
