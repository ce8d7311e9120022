package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts together, from what an earlier process left, the tree that the log goes on with. Nothing on
 * the disk is changed before the data was found to carry the last checkpoint.
 */
final class LogRecovery {
  private static final int FULL_TILE_BYTES = TileLayout.WIDTH * Hash.SIZE;

  private final Path directory;
  private final Optional<Checkpoint> checkpoint;
  private final List<WalFile> wal;
  private final long firstIndex;
  private final long size;

  private LogRecovery(
      Path directory, Optional<Checkpoint> checkpoint, List<WalFile> wal, long firstIndex) {
    this.directory = directory;
    this.checkpoint = checkpoint;
    this.wal = wal;
    this.firstIndex = firstIndex;
    this.size = firstIndex + wal.stream().mapToLong(WalFile::records).sum();
  }

  /**
   * Reads everything and checks it.
   *
   * @throws LogOpenException when the data does not carry the checkpoint
   */
  static LogRecovery read(Path directory, LogKeys keys) throws IOException {
    Optional<Checkpoint> checkpoint = checkpoint(directory, keys);
    List<WalFile> wal = scan(directory.resolve("wal"));
    if (wal.isEmpty() && checkpoint.isEmpty() && Files.exists(directory.resolve("tile"))) {
      throw new LogOpenException(
          "log directory "
              + directory
              + ": tiles without a checkpoint; restore the checkpoint or"
              + " choose an empty directory");
    }
    long first = wal.isEmpty() ? 0 : wal.getFirst().noted();
    if (!wal.isEmpty() && wal.getFirst().number() == 1) {
      first = 0;
    }
    if (first < 0) {
      throw new LogOpenException(
          "write-ahead file " + wal.getFirst().path() + ": the files before it are missing");
    }
    LogRecovery recovery = new LogRecovery(directory, checkpoint, wal, first);
    recovery.checkAgainstCheckpoint();
    return recovery;
  }

  /** The verified checkpoint of a directory, if there is one. */
  private static Optional<Checkpoint> checkpoint(Path directory, LogKeys keys) throws IOException {
    Path file = directory.resolve(TileLayout.CHECKPOINT);
    try {
      byte[] note =
          new DirectoryTileReader(directory).read(TileLayout.CHECKPOINT, SignedNote.MAX_BYTES);
      Checkpoint read = Checkpoint.parse(SignedNote.open(note, keys.verifierKeys()));
      String origin = keys.current().verifierKey().name();
      if (!read.origin().equals(origin)) {
        throw new LogOpenException(
            "checkpoint " + file + ": is of the log " + read.origin() + ", not of " + origin);
      }
      return Optional.of(read);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (SignedNote.MalformedException e) {
      throw new LogOpenException(
          "checkpoint "
              + file
              + ": "
              + e.getMessage()
              + "; open the log with the key and origin that wrote it, or name that key as the"
              + " previous one");
    }
  }

  private static List<WalFile> scan(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> paths = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(folder, "*.wal")) {
      entries.forEach(paths::add);
    }
    paths.sort(null);
    List<WalFile> files = new ArrayList<>();
    for (Path path : paths) {
      long number = number(path);
      if (!files.isEmpty() && files.getLast().number() + 1 != number) {
        throw new LogOpenException("write-ahead file " + path + ": the one before it is missing");
      }
      files.add(WalFile.scan(path, number));
    }
    return files;
  }

  private static long number(Path path) throws LogOpenException {
    String name = LogFiles.name(path);
    if (!name.matches("[0-9]{12}\\.wal")) {
      throw new LogOpenException("write-ahead file " + path + ": not one of this log's files");
    }
    return Long.parseLong(name.substring(0, 12));
  }

  private void checkAgainstCheckpoint() throws IOException {
    long promised = checkpoint.map(Checkpoint::size).orElse(0L);
    if (size < promised) {
      throw new LogOpenException(
          "log directory "
              + directory
              + ": the checkpoint covers "
              + promised
              + " records, but the data holds "
              + size
              + "; restore the missing files, do not delete the checkpoint");
    }
    if (promised < base()) {
      throw new LogOpenException(
          "log directory "
              + directory
              + ": the checkpoint covers "
              + promised
              + " records, but the tiles hold "
              + base()
              + "; restore the newest checkpoint");
    }
    if (checkpoint.isPresent()) {
      Hash root = rootAt(promised);
      if (!root.equals(checkpoint.get().root())) {
        throw new LogOpenException(
            "log directory "
                + directory
                + ": the first "
                + promised
                + " records have the root "
                + root
                + ", but the checkpoint says "
                + checkpoint.get().root()
                + "; the data was changed, restore it");
      }
    }
  }

  private Hash rootAt(long promised) throws IOException {
    MerkleTree tree = new MerkleTree((level, index, tile) -> {});
    tree.restore(base(), edges());
    long[] index = {firstIndex};
    for (WalFile file : wal) {
      file.replay(record -> {
        if (index[0] >= base() && index[0] < promised) {
          tree.add(tree.hasher().leaf(record));
        }
        index[0]++;
      });
    }
    return tree.root();
  }

  /** The records before this one are in full bundles that are on the disk for good. */
  private long base() {
    return (firstIndex + TileLayout.WIDTH - 1) / TileLayout.WIDTH * TileLayout.WIDTH;
  }

  /** The right edge at {@link #base}, from the full tiles below it. */
  private List<MerkleTree.Edge> edges() throws IOException {
    TreeHasher hasher = new TreeHasher();
    List<MerkleTree.Edge> edges = new ArrayList<>();
    for (TileLayout.Part part : TileLayout.rightEdge(base())) {
      List<Hash> hashes = new ArrayList<>();
      for (int i = 0; i < part.width(); i++) {
        byte[] below = fullTile(part.level() - 1, part.index() * TileLayout.WIDTH + i);
        hashes.add(hasher.subtree(below, 0, TileLayout.WIDTH));
      }
      edges.add(new MerkleTree.Edge(part, hashes));
    }
    return edges;
  }

  private byte[] fullTile(int level, long index) throws IOException {
    String path = TileLayout.tile(level, index, TileLayout.WIDTH);
    try {
      byte[] tile = new DirectoryTileReader(directory).read(path, FULL_TILE_BYTES);
      if (tile.length == FULL_TILE_BYTES) {
        return tile;
      }
    } catch (NoSuchFileException e) {
      // Falls through to the one message.
    }
    throw new LogOpenException(
        "log directory " + directory + ": " + path + " is missing or cut short; restore it");
  }

  /** The number of the next write-ahead file. */
  long nextNumber() {
    return wal.isEmpty() ? 1 : wal.getLast().number() + 1;
  }

  /** How many records there are. */
  long size() {
    return size;
  }

  /** What was found and could not be kept. */
  TileLog.Recovered summary() {
    return new TileLog.Recovered(
        size,
        wal.stream().mapToInt(file -> file.aborted().size()).sum(),
        (int) wal.stream().filter(WalFile::damaged).count());
  }

  /** Makes the findings lasting and folds the records that may not be in tiles on the disk. */
  List<Sequencer.OldFile> continueInto(TileWriter tiles) throws IOException {
    tiles.restore(base(), edges());
    List<Sequencer.OldFile> old = new ArrayList<>();
    long[] index = {firstIndex};
    for (WalFile file : wal) {
      file.repair(index[0]);
      file.replay(record -> {
        if (index[0]++ >= base()) {
          tiles.add(record);
          tiles.flush();
        }
      });
      old.add(new Sequencer.OldFile(file.path(), index[0]));
    }
    return old;
  }
}
