package io.countersign.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;

/** A folder of its own for one run of {@code opa}, gone afterwards. */
final class WorkFolder implements AutoCloseable {
  private final Path folder;

  WorkFolder() throws IOException {
    folder = Files.createTempDirectory("countersign-opa").toRealPath();
  }

  /** A place for a file. */
  Path path(String name) {
    return folder.resolve(name);
  }

  /** Writes files below a folder in it, whose paths a bundle's reader has found good. */
  Path write(String name, SortedMap<String, byte[]> files) throws IOException {
    Path base = Files.createDirectory(path(name));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = base.resolve(file.getKey()).normalize();
      if (!path.startsWith(base)) {
        throw new IOException(file.getKey() + " lies outside the bundle");
      }
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    return base;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) found.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }
}
