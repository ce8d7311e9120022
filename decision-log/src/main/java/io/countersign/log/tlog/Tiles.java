package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;

/** Reads tiles and bundles that may have grown since the checkpoint that a reader holds. */
final class Tiles {
  private Tiles() {}

  /**
   * The hashes of a tile, from its own file or from the full tile that took its place
   * (c2sp.org/tlog-tiles, "Partial tiles").
   */
  static byte[] hashes(TileReader reader, TileLayout.Part part) throws IOException {
    int bytes = part.width() * Hash.SIZE;
    String path = part.path();
    byte[] read;
    int bytesInFile = bytes;
    try {
      read = reader.read(path, bytes);
    } catch (NoSuchFileException e) {
      if (part.width() == TileLayout.WIDTH) {
        throw e;
      }
      path = part.fullPath();
      bytesInFile = TileLayout.WIDTH * Hash.SIZE;
      read = reader.read(path, bytesInFile);
    }
    if (read.length != bytesInFile) {
      throw new FileLengthException(path, "has " + read.length + " bytes, not " + bytesInFile);
    }
    return Arrays.copyOf(read, bytes);
  }

  /** The first {@code width} records of bundle {@code index}, as the bundle's bytes. */
  static byte[] bundle(TileReader reader, long index, int width)
      throws IOException, EntryBundle.MalformedException {
    try {
      return reader.read(TileLayout.entries(index, width), EntryBundle.MAX_BYTES);
    } catch (NoSuchFileException e) {
      if (width == TileLayout.WIDTH) {
        throw e;
      }
      byte[] full = reader.read(TileLayout.entries(index, TileLayout.WIDTH), EntryBundle.MAX_BYTES);
      return EntryBundle.prefix(full, width);
    }
  }
}
