package io.countersign.log.tlog;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

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

  /**
   * A log in a directory, or below an address that starts with http:// or https://.
   *
   * @throws IllegalArgumentException when an address is malformed
   */
  static TileReader of(String directoryOrUrl) {
    return directoryOrUrl.startsWith("http://") || directoryOrUrl.startsWith("https://")
        ? new HttpTileReader(URI.create(directoryOrUrl), Duration.ofSeconds(10))
        : new DirectoryTileReader(Path.of(directoryOrUrl));
  }
}
