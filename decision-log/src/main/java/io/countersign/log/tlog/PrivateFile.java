package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;

/** Files that only their owner can read. */
public final class PrivateFile {
  private PrivateFile() {}

  /** Makes a file, whole or not at all (mode 0600), unless there is one by now. */
  public static void create(Path file, byte[] bytes) throws IOException {
    Path parent = LogFiles.parent(file);
    Files.createDirectories(parent);
    Path part =
        Files.createTempFile(
            parent,
            "." + LogFiles.name(file),
            ".tmp",
            PosixFilePermissions.asFileAttribute(
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)));
    try {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        new LogFiles().write(channel, ByteBuffer.wrap(bytes));
        channel.force(true);
      }
      linkOrMove(part, file);
      new LogFiles().sync(parent);
    } catch (FileAlreadyExistsException e) {
      // The other process's key is the key.
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** A link, unlike a rename, never replaces a key that another process made meanwhile. */
  private static void linkOrMove(Path part, Path file) throws IOException {
    try {
      Files.createLink(file, part);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.move(part, file); // A file system without links; looks first whether there is one.
    }
  }
}
