package io.countersign.log.tlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes files so that a reader sees the old bytes or the new ones, never half of them. Every byte
 * that a log writes outside its write-ahead file passes through {@link #write}, which tests replace
 * to fill the disk.
 */
class LogFiles {
  private static final int MAX_REMEMBERED_FOLDERS = 4096;
  private final Set<Path> folders = ConcurrentHashMap.newKeySet();

  /** Replaces {@code file} by a rename; with {@code sync}, its bytes reach the disk before that. */
  void replace(Path file, byte[] bytes, boolean sync) throws IOException {
    Path parent = parent(file);
    if (!folders.contains(parent)) {
      Files.createDirectories(parent);
      if (folders.size() >= MAX_REMEMBERED_FOLDERS) {
        folders.clear();
      }
      folders.add(parent);
    }
    Path part = parent.resolve(name(file) + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(channel, ByteBuffer.wrap(bytes));
      if (sync) {
        channel.force(true);
      }
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Writes all of {@code bytes} at the channel's position. */
  void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Makes a file's bytes, or a folder's names, survive a loss of power. */
  void sync(Path fileOrFolder) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " names no file");
    }
    return parent;
  }

  static String name(Path file) {
    Path name = file.getFileName();
    if (name == null) {
      throw new IllegalArgumentException(file + " names no file");
    }
    return name.toString();
  }
}
