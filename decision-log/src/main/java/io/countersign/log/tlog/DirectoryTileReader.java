package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Reads a log from its directory.
 *
 * @param directory where its checkpoint is
 */
public record DirectoryTileReader(Path directory) implements TileReader {
  @Override
  public byte[] read(String path, int maxBytes) throws IOException {
    try (FileChannel file = FileChannel.open(directory.resolve(path), StandardOpenOption.READ)) {
      // Files of a log are never changed in place, so that the length is known before.
      long length = file.size();
      if (length > maxBytes) {
        throw new FileLengthException(path, "is longer than " + maxBytes + " bytes");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) length);
      while (bytes.hasRemaining()) {
        if (file.read(bytes) < 0) {
          throw new FileLengthException(path, "became shorter while it was read");
        }
      }
      return bytes.array();
    }
  }
}
