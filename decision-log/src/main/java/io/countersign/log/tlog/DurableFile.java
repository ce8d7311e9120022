package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is replaced as a whole and survives a loss of power. */
public final class DurableFile {
  private DurableFile() {}

  /**
   * Replaces {@code file}, making its folder when there is none. When this returns, the new bytes
   * and the new name are on the disk; a reader sees the old bytes or the new ones. Only one thread
   * may replace the same file at a time.
   */
  public static void replace(Path file, byte[] bytes) throws IOException {
    LogFiles files = new LogFiles();
    files.replace(file, bytes, true);
    files.sync(LogFiles.parent(file));
  }
}
