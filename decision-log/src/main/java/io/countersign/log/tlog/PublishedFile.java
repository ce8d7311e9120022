package io.countersign.log.tlog;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that a log publishes, told by its path of c2sp.org/tlog-tiles.
 *
 * @param path relative to the log's directory; the one way of writing it
 * @param level of a tile; 0 for the others
 * @param index of a tile or bundle in its level
 * @param width hashes or records; 0 for the checkpoint
 */
public record PublishedFile(String path, Kind kind, int level, long index, int width) {
  private static final Pattern PATH =
      Pattern.compile("tile/(entries|[0-7])/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\\.p/([0-9]{1,3}))?");

  /** What kinds there are. */
  public enum Kind {
    CHECKPOINT,
    TILE,
    ENTRIES
  }

  /** The file of that path; empty when no log has one there. */
  public static Optional<PublishedFile> of(String path) {
    if (path.equals(TileLayout.CHECKPOINT)) {
      return Optional.of(new PublishedFile(path, Kind.CHECKPOINT, 0, 0, 0));
    }
    Matcher matcher = PATH.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long index = Long.parseLong(matcher.group(2).replaceAll("[x/]", ""));
    int width = matcher.group(3) == null ? TileLayout.WIDTH : Integer.parseInt(matcher.group(3));
    if (width < 1 || width > TileLayout.WIDTH) {
      return Optional.empty();
    }
    boolean entries = matcher.group(1).equals("entries");
    int level = entries ? 0 : Integer.parseInt(matcher.group(1));
    String canonical =
        entries ? TileLayout.entries(index, width) : TileLayout.tile(level, index, width);
    return canonical.equals(path)
        ? Optional.of(
            new PublishedFile(path, entries ? Kind.ENTRIES : Kind.TILE, level, index, width))
        : Optional.empty();
  }

  /** Whether it is a tile or bundle that will never grow. */
  public boolean isFull() {
    return width == TileLayout.WIDTH;
  }

  /** Whether a tree of {@code size} records says what is in it. */
  boolean isCoveredBy(long size) {
    return TileLayout.width(level, index, size) >= width;
  }
}
