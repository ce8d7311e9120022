package io.countersign.log.tlog;

import java.io.IOException;
import java.util.LinkedHashMap;

/**
 * Remembers the tiles that were read last: a proof reads one tile for many of its hashes, and the
 * next proof most of the same ones. Tiles never change. Not safe for use by several threads.
 */
final class RecentTiles implements TileReader {
  /** Of 8 KiB at most; a proof in the largest tree has fewer. */
  private static final int MOST = 32;

  private final TileReader reader;
  private final LinkedHashMap<String, byte[]> recent = new LinkedHashMap<>(MOST, 0.75f, true);

  RecentTiles(TileReader reader) {
    this.reader = reader;
  }

  /** Callers do not write to what they get. */
  @Override
  public byte[] read(String path, int maxBytes) throws IOException {
    byte[] known = recent.get(path);
    if (known != null && known.length <= maxBytes) {
      return known;
    }
    byte[] read = reader.read(path, maxBytes);
    recent.put(path, read);
    if (recent.size() > MOST) {
      recent.pollFirstEntry();
    }
    return read;
  }
}
