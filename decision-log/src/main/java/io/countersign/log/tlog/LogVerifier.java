package io.countersign.log.tlog;

import io.countersign.log.tlog.Verification.Broken;
import io.countersign.log.tlog.Verification.Verified;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks a whole log: every record against its hash, every tile of every level, the checkpoint's
 * signature and root, and that the log still begins with what an older checkpoint promised.
 */
public final class LogVerifier {
  private final TileReader reader;
  private final VerifierKey key;

  /** A check of the log behind {@code reader} against its public key. */
  public LogVerifier(TileReader reader, VerifierKey key) {
    this.reader = reader;
    this.key = key;
  }

  /** Ends a check that found something. */
  private static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Broken broken;

    BrokenException(String where, String what) {
      super(what);
      this.broken = new Broken(where, what);
    }
  }

  /**
   * Checks everything.
   *
   * @throws IOException when a file that is there cannot be read
   */
  public Verification verify() throws IOException {
    try {
      Checkpoint checkpoint = checkpoint(currentNote(), TileLayout.CHECKPOINT);
      return verify(checkpoint, checkpoint);
    } catch (BrokenException e) {
      return e.broken;
    }
  }

  /**
   * Checks everything, and that the log extends the one of an older checkpoint.
   *
   * @param olderNote the bytes of the older checkpoint, signed by the same key
   * @throws IOException when a file that is there cannot be read
   */
  public Verification verify(byte[] olderNote) throws IOException {
    try {
      Checkpoint older = checkpoint(olderNote, "older checkpoint");
      Checkpoint current = checkpoint(currentNote(), TileLayout.CHECKPOINT);
      if (older.size() > current.size()) {
        throw new BrokenException(
            TileLayout.CHECKPOINT,
            "the log has "
                + current.size()
                + " records, but had "
                + older.size()
                + " at the older checkpoint: it was rolled back");
      }
      return verify(current, older);
    } catch (BrokenException e) {
      return e.broken;
    }
  }

  private byte[] currentNote() throws IOException, BrokenException {
    try {
      return reader.read(TileLayout.CHECKPOINT, SignedNote.MAX_BYTES);
    } catch (NoSuchFileException e) {
      throw new BrokenException(TileLayout.CHECKPOINT, "is missing");
    } catch (FileLengthException e) {
      throw new BrokenException(TileLayout.CHECKPOINT, e.reason());
    }
  }

  private Checkpoint checkpoint(byte[] note, String where) throws BrokenException {
    try {
      Checkpoint checkpoint = Checkpoint.parse(SignedNote.open(note, List.of(key)));
      if (!checkpoint.origin().equals(key.name())) {
        throw new BrokenException(
            where, "is of the log " + checkpoint.origin() + ", not of " + key.name());
      }
      return checkpoint;
    } catch (SignedNote.MalformedException e) {
      throw new BrokenException(where, e.reason());
    }
  }

  private Verification verify(Checkpoint current, Checkpoint older)
      throws IOException, BrokenException {
    FullTiles full = new FullTiles();
    MerkleTree tree = new MerkleTree(full::accept);
    checkOlder(tree, older);
    long bundles = (current.size() + TileLayout.WIDTH - 1) / TileLayout.WIDTH;
    for (long index = 0; index < bundles; index++) {
      int width = TileLayout.width(0, index, current.size());
      byte[] leaves = hashes(new TileLayout.Part(0, index, width));
      int slot = 0;
      for (byte[] record : records(index, width)) {
        Hash leaf = tree.hasher().leaf(record);
        if (!leaf.equals(Hash.at(leaves, slot * Hash.SIZE))) {
          throw new BrokenException(
              TileLayout.entries(index, width),
              "record "
                  + tree.size()
                  + " does not have the hash that "
                  + TileLayout.tile(0, index, width)
                  + " gives for it");
        }
        tree.add(leaf);
        slot++;
        full.check();
        checkOlder(tree, older);
      }
    }
    for (MerkleTree.Edge edge : tree.edges()) {
      compare(edge.part(), edge.bytes());
    }
    if (!tree.root().equals(current.root())) {
      throw new BrokenException(
          TileLayout.CHECKPOINT,
          "promises the root " + current.root() + ", but the records have " + tree.root());
    }
    return new Verified(current.size(), current.root());
  }

  private static void checkOlder(MerkleTree tree, Checkpoint older) throws BrokenException {
    if (tree.size() == older.size() && !tree.root().equals(older.root())) {
      throw new BrokenException(
          TileLayout.CHECKPOINT,
          "the first "
              + older.size()
              + " records have the root "
              + tree.root()
              + ", but a signed checkpoint says "
              + older.root()
              + ": records were changed, or the log was forked");
    }
  }

  private List<byte[]> records(long index, int width) throws IOException, BrokenException {
    String path = TileLayout.entries(index, width);
    try {
      return EntryBundle.parse(Tiles.bundle(reader, index, width), width);
    } catch (NoSuchFileException e) {
      throw new BrokenException(path, "is missing");
    } catch (FileLengthException e) {
      throw new BrokenException(path, e.reason());
    } catch (EntryBundle.MalformedException e) {
      throw new BrokenException(path, e.reason());
    }
  }

  private byte[] hashes(TileLayout.Part part) throws IOException, BrokenException {
    try {
      return Tiles.hashes(reader, part);
    } catch (NoSuchFileException e) {
      throw new BrokenException(part.path(), "is missing");
    } catch (FileLengthException e) {
      throw new BrokenException(part.path(), e.reason());
    }
  }

  private void compare(TileLayout.Part part, byte[] computed) throws IOException, BrokenException {
    int at = Arrays.mismatch(hashes(part), computed);
    if (at >= 0) {
      throw new BrokenException(
          part.path(), "hash " + at / Hash.SIZE + " is not the hash of the tile below it");
    }
  }

  /** The tiles that became full with the last record; at most one for each level. */
  private final class FullTiles {
    private final List<MerkleTree.Edge> waiting = new ArrayList<>();

    void accept(int level, long index, byte[] tile) {
      List<Hash> hashes = new ArrayList<>();
      for (int i = 0; i < TileLayout.WIDTH; i++) {
        hashes.add(Hash.at(tile, i * Hash.SIZE));
      }
      waiting.add(new MerkleTree.Edge(new TileLayout.Part(level, index, TileLayout.WIDTH), hashes));
    }

    void check() throws IOException, BrokenException {
      for (MerkleTree.Edge edge : waiting) {
        compare(edge.part(), edge.bytes());
      }
      waiting.clear();
    }
  }
}
