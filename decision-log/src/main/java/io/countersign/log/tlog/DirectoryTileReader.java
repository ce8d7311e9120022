package io.countersign.log.tlog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a log from its directory.
 *
 * @param directory where its checkpoint is
 */
public record DirectoryTileReader(Path directory) implements TileReader {
  @Override
  public byte[] read(String path, int maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(directory.resolve(path))) {
      byte[] bytes = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new FileLengthException(path, "is longer than " + maxBytes + " bytes");
      }
      return bytes;
    }
  }
}
