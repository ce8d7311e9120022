package io.countersign.log;

import io.countersign.decision.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The bundles that decided, below the log's directory as {@code bundles/<sha256>.tar.gz}. */
final class KeptBundles {
  private final Path folder;
  private final Set<Sha256> kept = ConcurrentHashMap.newKeySet();

  KeptBundles(Path logDirectory) {
    this.folder = logDirectory.toAbsolutePath().resolve("bundles");
  }

  boolean contains(Sha256 bundle) {
    return kept.contains(bundle);
  }

  /**
   * Keeps a bundle for good: returns when it is on the disk.
   *
   * @throws IllegalArgumentException when the archive does not have that digest
   */
  void keep(Sha256 bundle, byte[] archive) throws IOException {
    if (!Sha256.of(archive).equals(bundle)) {
      throw new IllegalArgumentException("the archive's digest is not " + bundle);
    }
    Path file = folder.resolve(bundle.hex() + ".tar.gz");
    Files.createDirectories(folder);
    // Written again even when it is there: an earlier copy may have been cut short.
    Path part = folder.resolve(bundle.hex() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(archive);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
    kept.add(bundle);
  }
}
