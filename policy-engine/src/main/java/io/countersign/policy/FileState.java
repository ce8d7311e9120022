package io.countersign.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** What shows that a file, or something in a folder, changed without reading it. */
record FileState(List<String> marks) {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_FILES = 20_000;

  FileState {
    marks = List.copyOf(marks);
  }

  static FileState of(Path path) {
    try (Stream<Path> found = Files.walk(path, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
      return new FileState(found.limit(MAX_FILES).sorted().map(FileState::mark).toList());
    } catch (IOException | UncheckedIOException e) {
      return new FileState(List.of("unreadable"));
    }
  }

  private static String mark(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return String.join(
          " ",
          file.toString(),
          attributes.lastModifiedTime().toString(),
          Long.toString(attributes.size()),
          String.valueOf(attributes.fileKey()),
          changed(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The time of the last change of content or attributes, which nobody can set back. */
  private static String changed(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? Files.getAttribute(file, "unix:ctime").toString()
        : "";
  }
}
