package io.countersign.log.tlog;

import java.io.IOException;

/** Reads a log's files by their paths of c2sp.org/tlog-tiles. */
public interface TileReader {
  /**
   * Reads one file.
   *
   * @param path as {@link TileLayout} makes it
   * @param maxBytes a longer file is not read
   * @throws java.nio.file.NoSuchFileException when there is none
   * @throws FileLengthException when it is longer than {@code maxBytes}
   * @throws IOException when it cannot be read
   */
  byte[] read(String path, int maxBytes) throws IOException;
}
