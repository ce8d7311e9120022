package io.countersign.policy.remote;

import io.countersign.decision.Sha256;
import io.countersign.policy.bundle.Bundle;
import io.countersign.policy.bundle.BundleException;
import io.countersign.policy.bundle.BundleReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The archives that were in force, exactly as they came: the last good one and the one before. They
 * lie in a folder of their own for each URI, so that no other server's bundle stands in when the
 * configuration changes. What is read goes through the same checks as what is fetched, for whoever
 * can write here would else decide what policy is.
 */
final class BundleCache {
  static final String LAST_GOOD = "last-good.tar.gz";
  static final String PREVIOUS = "previous.tar.gz";

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final int NAME_LENGTH = 16;

  private final Path folder;
  private final BundleReader reader;

  BundleCache(Path cache, URI uri, BundleReader reader) {
    byte[] name = uri.toString().getBytes(StandardCharsets.UTF_8);
    this.folder = cache.resolve(Sha256.of(name).hex().substring(0, NAME_LENGTH));
    this.reader = reader;
  }

  /** Where this URI's archives lie. */
  Path folder() {
    return folder;
  }

  /** The bundle that was in force last; empty when none was kept. */
  Optional<Bundle> lastGood() throws BundleException {
    return read(LAST_GOOD);
  }

  /** The kept bundle with this digest; empty when there is none. */
  Optional<Bundle> find(Sha256 digest) throws BundleException {
    for (String name : List.of(LAST_GOOD, PREVIOUS)) {
      Path file = folder.resolve(name);
      if (Files.exists(file) && digest.equals(digest(file))) {
        return Optional.of(reader.read(file));
      }
    }
    return Optional.empty();
  }

  private static Sha256 digest(Path file) throws BundleException {
    MessageDigest digest = Sha256.newDigest();
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digested = new DigestInputStream(in, digest)) {
      long _ = digested.transferTo(OutputStream.nullOutputStream());
      return Sha256.fromBytes(digest.digest());
    } catch (IOException e) {
      throw new BundleException(file.toString(), "cannot be read: look at the folder", e);
    }
  }

  private Optional<Bundle> read(String name) throws BundleException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Optional.of(reader.read(file)) : Optional.empty();
  }

  /** When the server confirmed the last good one. */
  Instant confirmed() throws IOException {
    return Files.getLastModifiedTime(folder.resolve(LAST_GOOD)).toInstant();
  }

  /** The server confirms the last good one. */
  void confirm(Instant time) throws IOException {
    Files.setLastModifiedTime(folder.resolve(LAST_GOOD), FileTime.from(time));
  }

  /** Keeps the archive, and the one before; an end in the middle of it leaves whole files. */
  void store(byte[] archive, Instant time) throws IOException {
    if (POSIX) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(folder);
    }
    Path last = folder.resolve(LAST_GOOD);
    if (Files.exists(last)) {
      byte[] before = Files.readAllBytes(last);
      if (!Sha256.of(before).equals(Sha256.of(archive))) {
        replace(PREVIOUS, before);
      }
    }
    replace(LAST_GOOD, archive);
    confirm(time);
  }

  private void replace(String name, byte[] content) throws IOException {
    Path next = Files.createTempFile(folder, "next", ".tmp"); // 0600
    try {
      try (FileChannel file = FileChannel.open(next, StandardOpenOption.WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(content);
        while (left.hasRemaining()) {
          file.write(left);
        }
        file.force(true);
      }
      Files.move(
          next,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      if (POSIX) {
        try (FileChannel entries = FileChannel.open(folder)) {
          entries.force(true);
        }
      }
    } finally {
      Files.deleteIfExists(next);
    }
  }
}
