package io.countersign.log.tlog;

import java.util.ArrayList;
import java.util.List;

/**
 * The right edge of a growing tree, from which full tiles fall out and the root can be had at any
 * time. Holds at most one tile for each level. Not safe for use by several threads.
 */
final class MerkleTree {
  /** Takes a tile when its 256th hash is there. */
  interface FullTiles {
    void accept(int level, long index, byte[] tile);
  }

  /** A tile of the right edge with its bytes. */
  record Edge(TileLayout.Part part, List<Hash> hashes) {
    byte[] bytes() {
      byte[] bytes = new byte[hashes.size() * Hash.SIZE];
      for (int i = 0; i < hashes.size(); i++) {
        hashes.get(i).copyTo(bytes, i * Hash.SIZE);
      }
      return bytes;
    }
  }

  private final TreeHasher hasher = new TreeHasher();
  private final FullTiles fullTiles;
  private final byte[][] edge = new byte[TileLayout.MAX_LEVEL + 1][TileLayout.WIDTH * Hash.SIZE];
  private long size;

  MerkleTree(FullTiles fullTiles) {
    this.fullTiles = fullTiles;
  }

  long size() {
    return size;
  }

  TreeHasher hasher() {
    return hasher;
  }

  void add(Hash leaf) {
    add(0, size, leaf);
    size++;
  }

  /** Adds hash number {@code at} of {@code level}; a tile that is full gives one for the next. */
  private void add(int level, long at, Hash hash) {
    int slot = (int) (at % TileLayout.WIDTH);
    hash.copyTo(edge[level], slot * Hash.SIZE);
    if (slot == TileLayout.WIDTH - 1) {
      long index = at / TileLayout.WIDTH;
      byte[] tile = edge[level].clone();
      fullTiles.accept(level, index, tile);
      if (level < TileLayout.MAX_LEVEL) {
        add(level + 1, index, hasher.subtree(tile, 0, TileLayout.WIDTH));
      }
    }
  }

  /** Continues a tree of {@code size}: {@code edges} are its partial tiles at the right edge. */
  void restore(long newSize, List<Edge> edges) {
    for (Edge part : edges) {
      byte[] bytes = part.bytes();
      System.arraycopy(bytes, 0, edge[part.part().level()], 0, bytes.length);
    }
    size = newSize;
  }

  /** The partial tiles at the right edge. */
  List<Edge> edges() {
    List<Edge> edges = new ArrayList<>();
    for (TileLayout.Part part : TileLayout.rightEdge(size)) {
      List<Hash> hashes = new ArrayList<>(part.width());
      for (int i = 0; i < part.width(); i++) {
        hashes.add(Hash.at(edge[part.level()], i * Hash.SIZE));
      }
      edges.add(new Edge(part, hashes));
    }
    return edges;
  }

  /** The Merkle tree hash of all leaves so far (RFC 6962 §2.1). */
  Hash root() {
    Hash root = null;
    // The perfect subtrees that make up the tree, from the smallest, rightmost one to the left.
    for (TileLayout.Part part : TileLayout.rightEdge(size)) {
      int end = part.width();
      while (end > 0) {
        int count = Integer.lowestOneBit(end);
        Hash subtree = hasher.subtree(edge[part.level()], end - count, count);
        root = root == null ? subtree : hasher.node(subtree, root);
        end -= count;
      }
    }
    return root == null ? hasher.empty() : root;
  }
}
