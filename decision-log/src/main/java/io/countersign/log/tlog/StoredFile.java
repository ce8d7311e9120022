package io.countersign.log.tlog;

import io.countersign.log.tlog.Fault.Kind;
import io.countersign.log.tlog.Fault.Span;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A tile or bundle as it was found: its bytes, or what is wrong with the file itself. */
final class StoredFile {
  private final String path;
  private final byte @Nullable [] bytes;
  private final boolean grown;
  private final @Nullable Fault fault;

  private StoredFile(String path, byte @Nullable [] bytes, boolean grown, @Nullable Fault fault) {
    this.path = path;
    this.bytes = bytes;
    this.grown = grown;
    this.fault = fault;
  }

  /** The file that was read. */
  String path() {
    return path;
  }

  /** The hashes of a tile, or a bundle's bytes; null when there is a {@link #fault}. */
  byte @Nullable [] bytes() {
    return bytes;
  }

  /** Whether the full file stands for a partial one, and so may hold more than was asked for. */
  boolean grown() {
    return grown;
  }

  /** Why there are no bytes. */
  @Nullable Fault fault() {
    return fault;
  }

  /** The hashes of a tile, from its own file or from the full tile that took its place. */
  static StoredFile tile(TileReader reader, TileLayout.Part part) throws IOException {
    int wanted = part.width() * Hash.SIZE;
    int full = TileLayout.WIDTH * Hash.SIZE;
    boolean partial = part.width() < TileLayout.WIDTH;
    StoredFile own = tile(reader, part.path(), wanted, wanted, span(part));
    if (!partial || own.fault == null || own.fault.kind() != Kind.TILE_MISSING) {
      return own;
    }
    StoredFile grown = tile(reader, part.fullPath(), full, wanted, span(part));
    return grown.fault != null && grown.fault.kind() == Kind.TILE_MISSING ? own : grown;
  }

  private static StoredFile tile(
      TileReader reader, String path, int length, int wanted, Span records) throws IOException {
    try {
      byte[] read = reader.read(path, length);
      if (read.length != length) {
        return new StoredFile(
            path,
            null,
            false,
            new Fault(
                Kind.TILE_MALFORMED,
                path,
                records,
                "has " + read.length + " bytes, not " + length));
      }
      return new StoredFile(
          path, wanted == length ? read : Arrays.copyOf(read, wanted), wanted < length, null);
    } catch (NoSuchFileException e) {
      return new StoredFile(
          path, null, false, new Fault(Kind.TILE_MISSING, path, records, "is missing"));
    } catch (FileLengthException e) {
      return new StoredFile(
          path, null, false, new Fault(Kind.TILE_MALFORMED, path, records, e.reason()));
    }
  }

  /** A bundle's bytes, from its own file or from the full bundle that took its place. */
  static StoredFile bundle(TileReader reader, long index, int width) throws IOException {
    Span records = span(new TileLayout.Part(0, index, width));
    StoredFile own = bundle(reader, TileLayout.entries(index, width), records, false);
    if (width == TileLayout.WIDTH || own.fault == null || own.fault.kind() != Kind.BUNDLE_MISSING) {
      return own;
    }
    StoredFile full = bundle(reader, TileLayout.entries(index, TileLayout.WIDTH), records, true);
    return full.fault != null && full.fault.kind() == Kind.BUNDLE_MISSING ? own : full;
  }

  private static StoredFile bundle(TileReader reader, String path, Span records, boolean grown)
      throws IOException {
    try {
      return new StoredFile(path, reader.read(path, EntryBundle.MAX_BYTES), grown, null);
    } catch (NoSuchFileException e) {
      return new StoredFile(
          path, null, grown, new Fault(Kind.BUNDLE_MISSING, path, records, "is missing"));
    } catch (FileLengthException e) {
      return new StoredFile(
          path, null, grown, new Fault(Kind.BUNDLE_TOO_LONG, path, records, e.reason()));
    }
  }

  /** The records below a tile. */
  static Span span(TileLayout.Part part) {
    int shift = 8 * part.level();
    long first = (part.index() * TileLayout.WIDTH) << shift;
    return new Span(first, first + ((long) part.width() << shift) - 1);
  }
}
