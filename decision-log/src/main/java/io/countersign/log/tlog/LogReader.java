package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Reads records and proofs of a log under one verified checkpoint. Records may be read by several
 * threads, proofs by one at a time.
 */
public final class LogReader {
  private final TileReader reader;
  private final byte[] note;
  private final Checkpoint checkpoint;
  private final TiledTree tree;

  private LogReader(TileReader reader, byte[] note, Checkpoint checkpoint) {
    this.reader = reader;
    this.note = note;
    this.checkpoint = checkpoint;
    this.tree = new TiledTree(new RecentTiles(reader), checkpoint.size());
  }

  /**
   * Reads and verifies the log's checkpoint.
   *
   * @throws LogOpenException when there is none, or the key did not sign it
   */
  public static LogReader open(TileReader reader, VerifierKey key) throws IOException {
    return open(reader, List.of(key));
  }

  /**
   * Reads and verifies the checkpoint of a log that one of several keys signs.
   *
   * @param keys each speaks for the log of its own name only
   * @throws LogOpenException when there is none, or none of the keys signed it
   */
  public static LogReader open(TileReader reader, List<VerifierKey> keys) throws IOException {
    try {
      byte[] note = reader.read(TileLayout.CHECKPOINT, SignedNote.MAX_BYTES);
      return new LogReader(reader, note, Checkpoint.open(note, keys));
    } catch (NoSuchFileException e) {
      throw new LogOpenException("checkpoint: there is none; is this the directory of a log?");
    } catch (SignedNote.MalformedException e) {
      throw new LogOpenException("checkpoint: " + e.reason());
    }
  }

  /** What was read. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** The checkpoint's bytes with all of its signatures. */
  public byte[] note() {
    return note.clone();
  }

  /** The number of entry bundles. */
  public long bundles() {
    return (checkpoint.size() + TileLayout.WIDTH - 1) / TileLayout.WIDTH;
  }

  /** The records of a bundle, in order; see {@link #checkInclusion}. */
  public List<byte[]> records(long bundle) throws IOException {
    int width = TileLayout.width(0, bundle, checkpoint.size());
    try {
      return EntryBundle.parse(Tiles.bundle(reader, bundle, width), width);
    } catch (EntryBundle.MalformedException e) {
      throw new IOException(TileLayout.entries(bundle, width) + ": " + e.reason());
    }
  }

  /**
   * One record; see {@link #checkInclusion}.
   *
   * @throws IllegalArgumentException when the log has no such record
   */
  public byte[] record(long index) throws IOException {
    if (index < 0 || index >= checkpoint.size()) {
      throw new IllegalArgumentException(
          "no record " + index + " in a log of " + checkpoint.size());
    }
    return records(index / TileLayout.WIDTH).get((int) (index % TileLayout.WIDTH));
  }

  /** The hashes that lead from a record to the checkpoint's root. */
  public List<Hash> inclusionProof(long index) throws IOException {
    return tree.inclusionProof(index);
  }

  /**
   * Checks that a record stands at {@code index} under the checkpoint.
   *
   * @throws NotIncludedException when it does not
   */
  public void checkInclusion(long index, byte[] record) throws IOException {
    if (!Proofs.verifyInclusion(
        index,
        checkpoint.size(),
        Proofs.leafHash(record),
        inclusionProof(index),
        checkpoint.root())) {
      throw new NotIncludedException(
          "record " + index + " is not what the checkpoint covers: run log verify");
    }
  }
}
