package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What others may have of a log that is being written here: the checkpoint, and what it covers. A
 * file that no checkpoint covers yet may be another one after a crash, and must not come to lie in
 * a cache that keeps it for good.
 */
public final class PublishedLog {
  private final Path directory;
  private final TileReader files;

  /** The log in a directory. */
  public PublishedLog(Path directory) {
    this.directory = directory;
    this.files = new DirectoryTileReader(directory);
  }

  /**
   * Where a file is that may be read now.
   *
   * @throws NoSuchFileException when the checkpoint does not cover it
   * @throws IOException when there is no checkpoint that can be read
   */
  public Path locate(PublishedFile file) throws IOException {
    if (file.kind() != PublishedFile.Kind.CHECKPOINT) {
      byte[] note = files.read(TileLayout.CHECKPOINT, SignedNote.MAX_BYTES);
      if (!file.isCoveredBy(size(note))) {
        throw new NoSuchFileException(file.path());
      }
    }
    return directory.resolve(file.path());
  }

  private static long size(byte[] note) throws IOException {
    try {
      return Checkpoint.unverified(note).size();
    } catch (SignedNote.MalformedException e) {
      throw new IOException("checkpoint: " + e.reason(), e);
    }
  }
}
