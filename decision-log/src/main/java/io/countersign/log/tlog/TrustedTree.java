package io.countersign.log.tlog;

import io.countersign.log.tlog.Fault.Kind;
import io.countersign.log.tlog.TileLayout.Part;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tiles as the signed root proves them, from the top down: of what a tile's file says and of
 * what the tiles and records below it say, that is right which has the hash that the tile above
 * gives. Reports what is wrong with the tiles above level 0. Holds one tile for each level. Not
 * safe for use by several threads.
 */
final class TrustedTree {
  private final TileReader reader;
  private final Checkpoint checkpoint;
  private final Consumer<Fault> faults;
  private final LowerTiles lower;
  private final TreeHasher hasher = new TreeHasher();
  private final List<Part> edge;
  private final List<Tile> edgeTiles = new ArrayList<>();
  private final @Nullable Tile[] last = new @Nullable Tile[TileLayout.MAX_LEVEL + 1];

  /** The hashes of a tile, and whether the signed root proves them. */
  static final class Tile {
    private final long index;
    private final byte[] hashes;
    private final boolean proven;

    Tile(long index, byte[] hashes, boolean proven) {
      this.index = index;
      this.hashes = hashes;
      this.proven = proven;
    }

    byte[] hashes() {
      return hashes;
    }

    boolean proven() {
      return proven;
    }

    Hash hash(int slot) {
      return Hash.at(hashes, slot * Hash.SIZE);
    }
  }

  /** The tree of a checkpoint that was verified. Reads its right edge. */
  TrustedTree(TileReader reader, Checkpoint checkpoint, Consumer<Fault> faults) throws IOException {
    this.reader = reader;
    this.checkpoint = checkpoint;
    this.faults = faults;
    this.lower = new LowerTiles(reader, checkpoint.size());
    this.edge = TileLayout.rightEdge(checkpoint.size());
    resolveEdge();
  }

  /** A tile that the tree has. */
  Tile tile(int level, long index) throws IOException {
    Part part = new Part(level, index, TileLayout.width(level, index, checkpoint.size()));
    int atEdge = edge.indexOf(part);
    if (atEdge >= 0) {
      return edgeTiles.get(atEdge);
    }
    Tile known = last[level];
    if (known == null || known.index != index) {
      Tile above = tile(level + 1, index / TileLayout.WIDTH);
      known = judge(part, above.hash((int) (index % TileLayout.WIDTH)), above.proven());
      last[level] = known;
    }
    return known;
  }

  /** The root of the first {@code size} records; null when it cannot be proven. */
  @Nullable Hash root(long size) throws IOException {
    List<Part> parts = TileLayout.rightEdge(size);
    List<byte[]> contents = new ArrayList<>();
    for (Part part : parts) {
      Tile tile = tile(part.level(), part.index());
      if (!tile.proven()) {
        return null;
      }
      contents.add(tile.hashes());
    }
    return RightEdge.root(hasher, parts, contents);
  }

  private void resolveEdge() throws IOException {
    List<StoredFile> files = new ArrayList<>();
    List<List<byte[]>> contents = new ArrayList<>();
    for (Part part : edge) {
      StoredFile file = StoredFile.tile(reader, part);
      files.add(file);
      contents.add(file.bytes() == null ? List.of() : List.of(file.bytes()));
    }
    List<byte[]> found = RightEdge.choose(hasher, edge, contents, checkpoint.root());
    if (found == null) {
      for (int i = 0; i < edge.size(); i++) {
        contents.set(i, alternatives(edge.get(i), files.get(i)));
      }
      found = RightEdge.choose(hasher, edge, contents, checkpoint.root());
    }
    if (found == null && contents.stream().noneMatch(List::isEmpty)) {
      faults.accept(
          new Fault(
              Kind.ROOT_MISMATCH,
              TileLayout.CHECKPOINT,
              null,
              "promises the root " + checkpoint.root() + ", which the records do not have"));
    }
    for (int i = 0; i < edge.size(); i++) {
      Part part = edge.get(i);
      byte[] hashes =
          found != null
              ? found.get(i)
              : contents.get(i).isEmpty()
                  ? new byte[part.width() * Hash.SIZE]
                  : contents.get(i).getFirst();
      if (part.level() > 0) {
        report(part, files.get(i), hashes);
      }
      edgeTiles.add(new Tile(part.index(), hashes, found != null));
    }
  }

  /** What a tile of the edge can be: as its file has it, as the tiles or the records below do. */
  private List<byte[]> alternatives(Part part, StoredFile file) throws IOException {
    List<byte[]> all = new ArrayList<>();
    addNew(all, file.bytes());
    if (part.level() == 0) {
      addNew(all, lower.leaves(part));
    } else {
      addNew(all, lower.below(part, file.bytes(), false));
      addNew(all, lower.below(part, file.bytes(), true));
    }
    return all;
  }

  private static void addNew(List<byte[]> all, byte @Nullable [] hashes) {
    if (hashes != null && all.stream().noneMatch(known -> Arrays.equals(known, hashes))) {
      all.add(hashes);
    }
  }

  /** A full tile of level 1 or higher, which must have the hash {@code expected}. */
  private Tile judge(Part part, Hash expected, boolean proven) throws IOException {
    StoredFile file = StoredFile.tile(reader, part);
    byte[] stored = file.bytes();
    if (stored != null && hasher.tile(stored).equals(expected)) {
      return new Tile(part.index(), stored, proven);
    }
    byte[] below = part.level() == 0 ? lower.leaves(part) : lower.below(part, stored, false);
    if (below == null || !hasher.tile(below).equals(expected)) {
      below = part.level() == 0 ? below : lower.below(part, stored, true);
    }
    if (below != null && hasher.tile(below).equals(expected)) {
      report(part, file, below);
      return new Tile(part.index(), below, proven);
    }
    byte[] likely =
        below != null ? below : stored != null ? stored : new byte[TileLayout.WIDTH * Hash.SIZE];
    if (part.level() > 0) {
      report(part, file, likely);
      faults.accept(rewritten(part));
    }
    return new Tile(part.index(), likely, false);
  }

  static Fault rewritten(Part part) {
    return new Fault(
        Kind.REWRITTEN,
        part.path(),
        StoredFile.span(part),
        "does not have the hash that the tile above gives, and the records below it do not either:"
            + " both were changed together");
  }

  private void report(Part part, StoredFile file, byte[] right) {
    byte[] stored = file.bytes();
    Fault fault = file.fault();
    if (fault != null) {
      faults.accept(fault);
    } else if (stored != null && !Arrays.equals(stored, right)) {
      faults.accept(wrong(part, file.path(), stored, right));
    }
  }

  /** What is wrong with a tile whose hashes should be {@code right}. */
  static Fault wrong(Part part, String path, byte[] stored, byte[] right) {
    int slot = Arrays.mismatch(stored, right) / Hash.SIZE;
    Kind kind =
        part.width() < TileLayout.WIDTH
            ? Kind.PARTIAL_TILE_WRONG
            : part.level() == 0 ? Kind.LEAF_TILE_WRONG : Kind.UPPER_TILE_WRONG;
    int shift = 8 * part.level();
    long first = (part.index() * TileLayout.WIDTH + slot) << shift;
    String below = part.level() == 0 ? "record " + first : "the tile below it";
    return new Fault(
        kind,
        path,
        new Fault.Span(first, first + (1L << shift) - 1),
        "hash " + slot + " is not that of " + below + "; the log signed another");
  }
}
