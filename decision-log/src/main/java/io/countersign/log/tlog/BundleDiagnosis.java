package io.countersign.log.tlog;

import io.countersign.log.tlog.Fault.Kind;
import io.countersign.log.tlog.Fault.Span;
import io.countersign.log.tlog.TileLayout.Part;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a bundle and its tile of level 0, when they are not what the signed root
 * proves. Not safe for use by several threads.
 */
final class BundleDiagnosis {
  /** A bundle with more records than this is not looked at further. */
  private static final int MOST_RECORDS = 2 * TileLayout.WIDTH;

  /** With more places that differ than this, no mixture of records and tile is tried. */
  private static final int MOST_MIXED = 8;

  private final TileReader reader;
  private final Damage damage;
  private final TreeHasher hasher = new TreeHasher();

  BundleDiagnosis(TileReader reader, Damage damage) {
    this.reader = reader;
    this.damage = damage;
  }

  /** The hash of a tile of level 0, or for a partial tile its hashes, as the signed root has it. */
  static final class Expected {
    private final @Nullable Hash root;
    private final byte @Nullable [] leaves;

    private Expected(@Nullable Hash root, byte @Nullable [] leaves) {
      this.root = root;
      this.leaves = leaves;
    }

    static Expected root(Hash root) {
      return new Expected(root, null);
    }

    static Expected leaves(byte[] leaves) {
      return new Expected(null, leaves);
    }

    boolean matches(TreeHasher hasher, byte[] hashes) {
      return leaves == null
          ? Objects.equals(root, hasher.tile(hashes))
          : Arrays.equals(leaves, hashes);
    }
  }

  /** Finds the faults of a bundle and its tile. */
  void diagnose(Part part, Expected expected) throws IOException {
    StoredFile tile = StoredFile.tile(reader, part);
    StoredFile bundle = StoredFile.bundle(reader, part.index(), part.width());
    byte[] stored = tile.bytes();
    BundleLeaves found = bundle.bytes() == null ? null : leaves(bundle, bundle.bytes(), part);
    byte[] own = found == null ? null : whole(found, part);
    byte[] right = right(stored, own, expected);
    if (right == null && stored != null && Arrays.equals(stored, own)) {
      damage.add(TrustedTree.rewritten(part));
      return;
    }
    if (tile.fault() != null) {
      damage.add(tile.fault());
    } else if (stored != null && !Arrays.equals(stored, right)) {
      damage.add(
          right == null
              ? new Fault(
                  part.width() < TileLayout.WIDTH ? Kind.PARTIAL_TILE_WRONG : Kind.LEAF_TILE_WRONG,
                  tile.path(),
                  StoredFile.span(part),
                  "does not have the hash that the tile above gives")
              : TrustedTree.wrong(part, tile.path(), stored, right));
    }
    if (bundle.fault() != null) {
      damage.add(bundle.fault());
    } else if (found != null) {
      compare(part, bundle, found, right == null ? stored : right);
    }
  }

  private BundleLeaves leaves(StoredFile bundle, byte[] bytes, Part part) {
    int most = bundle.grown() ? part.width() : MOST_RECORDS;
    return BundleLeaves.of(hasher, bytes, most, BundleLeaves.Visitor.NONE);
  }

  /** The hashes of the first records, as many as the tile has; null when there are fewer. */
  private static byte @Nullable [] whole(BundleLeaves found, Part part) {
    return found.count() < part.width()
        ? null
        : Arrays.copyOf(found.hashes(), part.width() * Hash.SIZE);
  }

  /** The hashes that the log signed: those of the tile, of the records, or a mixture. */
  private byte @Nullable [] right(
      byte @Nullable [] tile, byte @Nullable [] own, Expected expected) {
    if (expected.leaves != null) {
      return expected.leaves;
    }
    if (tile != null && expected.matches(hasher, tile)) {
      return tile;
    }
    if (own != null && expected.matches(hasher, own)) {
      return own;
    }
    return tile == null || own == null ? null : mixture(tile, own, expected);
  }

  private byte @Nullable [] mixture(byte[] tile, byte[] own, Expected expected) {
    int[] differing = new int[MOST_MIXED];
    int count = 0;
    for (int at = 0; at < tile.length; at += Hash.SIZE) {
      if (!Arrays.equals(tile, at, at + Hash.SIZE, own, at, at + Hash.SIZE)) {
        if (count == MOST_MIXED) {
          return null;
        }
        differing[count++] = at;
      }
    }
    for (int choice = 1; choice < 1 << count; choice++) {
      byte[] mixed = tile.clone();
      for (int i = 0; i < count; i++) {
        if ((choice >> i & 1) == 1) {
          System.arraycopy(own, differing[i], mixed, differing[i], Hash.SIZE);
        }
      }
      if (expected.matches(hasher, mixed)) {
        return mixed;
      }
    }
    return null;
  }

  private void compare(Part part, StoredFile bundle, BundleLeaves found, byte @Nullable [] right) {
    long first = part.index() * TileLayout.WIDTH;
    boolean complete = bundle.grown() || found.whole();
    if (right == null) {
      // The tile is not there, and the tile above does not know these records.
      damage.add(
          new Fault(
              complete && found.count() == part.width()
                  ? Kind.RECORD_CHANGED
                  : Kind.BUNDLE_MALFORMED,
              bundle.path(),
              StoredFile.span(part),
              "its records do not have the hash that the tile above gives"));
      return;
    }
    int prefix = prefix(found, right);
    Span rest = new Span(first + prefix, first + part.width() - 1);
    if (found.count() == 0 && found.whole()) {
      add(Kind.BUNDLE_CUT, bundle, rest, "is empty");
    } else if (prefix < part.width()
        && !(complete && found.count() == part.width())
        && isLengthWrong(bundle, prefix, right)) {
      add(
          Kind.BUNDLE_MALFORMED,
          bundle,
          rest,
          "the length of record " + rest.first() + " is wrong");
    } else if (complete) {
      diff(part, bundle, found, right);
    } else if (prefix == part.width()) {
      add(
          Kind.BUNDLE_TOO_LONG,
          bundle,
          StoredFile.span(part),
          "more bytes follow its last record, " + (first + part.width() - 1));
    } else if (prefix == found.count()) {
      add(Kind.BUNDLE_CUT, bundle, rest, "ends inside record " + rest.first());
    } else {
      add(
          Kind.BUNDLE_MALFORMED,
          bundle,
          rest,
          "cannot be taken apart from record " + rest.first() + " on");
    }
  }

  /** Whether the bytes of record {@code slot} are there, but not so many as its length says. */
  private boolean isLengthWrong(StoredFile bundle, int slot, byte[] right) {
    byte[] bytes = bundle.bytes();
    if (bytes == null) {
      return false;
    }
    int at = BundleLeaves.start(bytes, slot) + 2;
    int most = Math.min(EntryBundle.MAX_RECORD_BYTES, bytes.length - at);
    return most >= 0 && hasher.length(bytes, at, most, Hash.at(right, slot * Hash.SIZE)) >= 0;
  }

  private void add(Kind kind, StoredFile bundle, Span records, String what) {
    damage.add(new Fault(kind, bundle.path(), records, what));
  }

  private static int prefix(BundleLeaves found, byte[] right) {
    int at = Arrays.mismatch(found.hashes(), right);
    return at < 0 ? found.count() : at / Hash.SIZE;
  }

  private void diff(Part part, StoredFile bundle, BundleLeaves found, byte[] right) {
    Hash[] signed = new Hash[part.width()];
    Arrays.setAll(signed, i -> Hash.at(right, i * Hash.SIZE));
    Hash[] stored = new Hash[found.count()];
    Arrays.setAll(stored, found::hash);
    SequenceDiff.gaps(signed, stored)
        .forEach(
            gap -> damage.add(bundle.path(), part.index() * TileLayout.WIDTH, gap, signed, stored));
  }
}
