package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Folds records into entry bundles and tiles and publishes checkpoints. Everything it writes can be
 * made again from the write-ahead files until they are deleted, so nothing here waits for the disk
 * but the checkpoint. Used by one thread.
 */
final class TileWriter {
  @SuppressWarnings("ArrayRecordComponent") // Handed from one method to another of this class.
  private record PendingFile(String path, byte[] bytes) {}

  private final LogFiles files;
  private final Path directory;
  private final LogKeys keys;
  private final MerkleTree tree;
  private final EntryBundle bundle = new EntryBundle();
  private final Deque<PendingFile> pending = new ArrayDeque<>();
  private final List<Path> stalePartials = new ArrayList<>();
  private List<Path> unsynced = new ArrayList<>();
  private long published = -1;

  TileWriter(LogFiles files, Path directory, LogKeys keys) {
    this.files = files;
    this.directory = directory;
    this.keys = keys;
    this.tree =
        new MerkleTree((level, index, tile) ->
            pending.add(new PendingFile(TileLayout.tile(level, index, TileLayout.WIDTH), tile)));
  }

  /** Continues a tree whose size is a multiple of 256. */
  void restore(long size, List<MerkleTree.Edge> edges) {
    tree.restore(size, edges);
  }

  long size() {
    return tree.size();
  }

  /** The size of the last checkpoint, or -1. */
  long published() {
    return published;
  }

  void add(WalSegment segment, int at, int length) {
    int offset = bundle.add(length);
    segment.copy(at, length, bundle.buffer(), offset);
    fold(offset, length);
  }

  void add(byte[] record) {
    int offset = bundle.add(record.length);
    System.arraycopy(record, 0, bundle.buffer(), offset, record.length);
    fold(offset, record.length);
  }

  private void fold(int offset, int length) {
    Hash leaf = tree.hasher().leaf(bundle.buffer(), offset, length);
    if (bundle.count() == TileLayout.WIDTH) {
      long index = tree.size() / TileLayout.WIDTH;
      pending.add(new PendingFile(TileLayout.entries(index, TileLayout.WIDTH), bundle.bytes()));
      bundle.clear();
    }
    tree.add(leaf);
  }

  /**
   * Writes what is full. What could not be written is kept and written by the next call.
   *
   * @throws IOException when the disk refuses
   */
  void flush() throws IOException {
    for (PendingFile next = pending.peek(); next != null; next = pending.peek()) {
      Path file = directory.resolve(next.path());
      files.replace(file, next.bytes(), false);
      unsynced.add(file);
      Path partials = directory.resolve(next.path() + ".p");
      if (Files.isDirectory(partials)) {
        stalePartials.add(partials);
      }
      pending.remove();
    }
  }

  /**
   * Writes the right edge, then the checkpoint that covers everything added so far. The caller has
   * made the records durable: a checkpoint is a promise to others that outlives this machine.
   */
  void publish() throws IOException {
    flush();
    long size = tree.size();
    int inBundle = (int) (size % TileLayout.WIDTH);
    if (inBundle > 0) {
      String path = TileLayout.entries(size / TileLayout.WIDTH, inBundle);
      files.replace(directory.resolve(path), bundle.bytes(), false);
    }
    for (MerkleTree.Edge edge : tree.edges()) {
      files.replace(directory.resolve(edge.part().path()), edge.bytes(), false);
    }
    Checkpoint checkpoint = new Checkpoint(keys.current().verifierKey().name(), size, tree.root());
    byte[] note = keys.sign(checkpoint.text());
    files.replace(directory.resolve(TileLayout.CHECKPOINT), note, true);
    published = size;
    deleteStalePartials();
  }

  /** Readers of an older checkpoint find the full tile instead, as the specification says. */
  private void deleteStalePartials() throws IOException {
    for (Path folder : stalePartials) {
      try (var partials = Files.newDirectoryStream(folder)) {
        for (Path partial : partials) {
          Files.deleteIfExists(partial);
        }
      }
      Files.deleteIfExists(folder);
    }
    stalePartials.clear();
  }

  /** The full tiles and bundles written since the last call, which may be in memory only. */
  List<Path> takeUnsynced() {
    List<Path> taken = unsynced;
    unsynced = new ArrayList<>();
    return taken;
  }
}
